/** Measures CPU and memory of the full-screen client, and the delay of typed characters. */
import { limits } from '../src/protocol/limits.ts'
import { keys, Screen } from '../test/helpers/screen.ts'
import { type ServerProcess, startServer } from '../test/helpers/server-process.ts'
import { talk, tone } from '../test/helpers/talking.ts'
import { connect, type WireClient } from '../test/helpers/wire-client.ts'
import { cpuUse, rssMb } from './load/process-usage.ts'
import { thisMachine } from './machine.ts'
import { percentile } from './statistics.ts'

const TALKERS = 5
const KEYSTROKES = 200
/** ms between two keys, as somebody types who types fast. */
const KEY_MS = 110
/** ms after which the client's code is compiled as far as it will be; until then that costs more than all else. */
const WARM_UP_MS = 60_000
/** ms that a client is watched for its CPU. */
const WATCH_MS = 30_000
const CHAT_LINES = 10_000
/** Those who write them, and the ms between two lines of each: the server refuses more. */
const CHAT_WRITERS = 100
const WRITE_MS = 1.05 * (1_000 / limits.saidPerSecond)
const ROOM = 'bench'

/** Measures and gives back a table in Markdown. */
export async function clientReport(): Promise<string> {
  const { cpu, cores, system, node, date } = thisMachine()
  const server = await startServer()
  const to = ['--ip', '127.0.0.1', '--port', String(server.port), '--name', 'Ann', '--room', ROOM, '--create']
  const unprocessed = ['--mic', 'null', '--speaker', 'null', '--no-noise-suppression', '--no-auto-gain']
  const screen = new Screen([...to, ...unprocessed], { columns: 200, rows: 55 })
  const people: WireClient[] = []
  try {
    await screen.shows(`You are in ${ROOM}`)
    await pause(3_000)
    const starting = await cpuShare(screen)
    await pause(WARM_UP_MS - WATCH_MS)
    const idle = await cpuShare(screen)
    const rssIdle = rssMb(screen.pid)
    for (let i = 0; i < TALKERS; i++) people.push(await guest(server, `Talker ${i}`))
    const silence = talkers(people)
    await screen.shows((text) => text.split(' ● ').length > TALKERS)
    const talking = await cpuShare(screen)
    const took = await keystrokes(screen)
    await silence()
    const rssChat = await rssAfterChat(server, screen, people)
    const [half, most] = [0.5, 0.95].map((share) => percentile(took, share).toFixed(1))
    return [
      `${cpu}, ${cores} cores, ${system}, Node ${node}, ${date}: \`npm run bench -- --client\``,
      '',
      '| what | measured | wanted |',
      '| --- | ---: | ---: |',
      `| a key to its letter on the screen, ${TALKERS} talk, p50 | ${half} ms | |`,
      `| the same, p95 | ${most} ms | < 20 ms |`,
      `| CPU of one core, nobody talks, the first ${WATCH_MS / 1_000} s | ${starting.toFixed(2)} % | |`,
      `| CPU of one core, nobody talks, after a minute | ${idle.toFixed(2)} % | < 1 % |`,
      `| CPU of one core, ${TALKERS} talk | ${talking.toFixed(2)} % | < 6 % |`,
      `| RSS after joining | ${rssIdle.toFixed(0)} MB | |`,
      `| RSS after ${CHAT_LINES} lines of chat | ${rssChat.toFixed(0)} MB | < 150 MB |`,
    ].join('\n')
  } finally {
    await screen.stop()
    for (const one of people) await one.close()
    await server.stop()
  }
}

async function guest(server: ServerProcess, name: string): Promise<WireClient> {
  const client = await connect(server.port)
  await client.ask({ action: 'hello', name, version: 1, codecs: ['pcm'] })
  await client.ask({ action: 'join', room: ROOM })
  return client
}

/** Lets all talk at once, each by a tone of their own, until it is told to stop. */
function talkers(people: readonly WireClient[]): () => Promise<void> {
  let on = true
  const done = people.map((one, index) =>
    talk(one, Number.POSITIVE_INFINITY, tone(300 + 100 * index), { during: () => on, offsetMs: 4 * index }),
  )
  return async () => {
    on = false
    await Promise.all(done)
  }
}

/** Share of a core, in %, that the client takes. */
async function cpuShare({ pid }: Screen): Promise<number> {
  const before = cpuUse(pid).ranMs
  const begin = performance.now()
  await pause(WATCH_MS)
  return (100 * (cpuUse(pid).ranMs - before)) / (performance.now() - begin)
}

/** Types letters, and gives the ms until each stood on the screen. */
async function keystrokes(screen: Screen): Promise<number[]> {
  screen.type(keys.enter)
  await screen.shows('Enter send')
  const took: number[] = []
  let typed = ''
  for (let i = 0; i < KEYSTROKES; i++) {
    const letter = String.fromCharCode(97 + (i % 26))
    typed += letter
    const begin = performance.now()
    screen.type(letter)
    await screen.shows(`› ${typed}`)
    took.push(performance.now() - begin)
    await pause(KEY_MS - (performance.now() - begin))
    if (typed.length === 100) {
      typed = ''
      screen.type('\u0015')
      await screen.shows((text) => !/› a/.test(text))
      await pause(KEY_MS)
    }
  }
  screen.type('\u0015')
  return took
}

async function rssAfterChat(server: ServerProcess, screen: Screen, people: readonly WireClient[]): Promise<number> {
  const writers = [...people]
  while (writers.length < CHAT_WRITERS) writers.push(await guest(server, `Writer ${writers.length}`))
  for (let i = 0; i < CHAT_LINES; ) {
    for (const one of writers) one.sendLine({ action: 'say', text: `line ${i++}; of a long conversation` })
    await screen.shows(`line ${i - 1};`)
    await pause(WRITE_MS)
  }
  await pause(1_000)
  const rss = rssMb(screen.pid)
  for (const one of writers.slice(people.length)) await one.close()
  return rss
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
