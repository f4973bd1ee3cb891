/** Measures screen sharing: CPU of sharer and server, and bytes, for several kinds of content. */
import { ServerLink } from '../src/client/connection/server-link.ts'
import { systemClock } from '../src/lib/clock.ts'
import { childPids } from '../test/helpers/child-pids.ts'
import { Program } from '../test/helpers/program.ts'
import { type ServerProcess, startServer } from '../test/helpers/server-process.ts'
import { XServer } from '../test/helpers/x-server.ts'
import { cpuUse } from './load/process-usage.ts'
import { thisMachine } from './machine.ts'
import { terminalPictures } from './terminal-pictures.ts'
import { voiceBesidePictures } from './voice-beside-pictures.ts'

const WATCHERS = 10
const ROOM = 'bench'
/** ms until what does not change has been sharpened, and ms that are measured. */
const SETTLE = 8_000
const WINDOW = 10_000
/** ms of typing after which the server's code is compiled as far as it will be. */
const WARM_UP = 60_000

/** A screen to be measured. */
interface Scene {
  readonly name: string
  /** As after `--share`. */
  readonly share: string
  /** Prepares a real screen; without it the screen is synthetic. */
  prepare?(screen: XServer): void
}

const TYPIST = 'while true; do printf x; sleep 0.1; done'
const scenes: readonly Scene[] = [
  { name: 'at rest', share: 'synthetic idle' },
  { name: 'typing, 10 letters/s', share: 'synthetic typing' },
  { name: 'scrolling a full page, 10 lines/s', share: 'synthetic scrolling' },
  { name: 'video in 960x540', share: 'synthetic video' },
  { name: 'real screen (Xvfb, ffmpeg), at rest', share: 'screen', prepare: () => {} },
  {
    name: 'real screen, xterm with 10 letters/s',
    share: 'screen',
    prepare: (screen) => screen.start('xterm', '-geometry', '150x50+50+50', '-e', 'sh', '-c', TYPIST),
  },
]

/** Measures and gives back a table in Markdown. */
export async function screenReport(): Promise<string> {
  const { cpu, cores, system, node, date } = thisMachine()
  const lines = [
    `${cpu}, ${cores} cores, ${system}, Node ${node}, ${date}: \`npm run bench -- --screen\``,
    '',
    `| 1920x1080, 10 pictures/s, ${WATCHERS} watch | kB/s to each | pictures/s | capture and encode | client | server |`,
    '| --- | ---: | ---: | ---: | ---: | ---: |',
  ]
  const server = await startServer()
  try {
    await rowOf(scenes[1]!, server, WARM_UP)
    for (const scene of scenes) lines.push(await rowOf(scene, server))
  } finally {
    await server.stop()
  }
  lines.push('', await voiceBesidePictures(), '', await terminalPictures())
  return lines.join('\n')
}

/** Measures a scene for `window` ms, and gives back its row. */
async function rowOf({ name, share, prepare }: Scene, server: ServerProcess, window = WINDOW): Promise<string> {
  const screen = prepare ? await XServer.start(1920, 1080) : null
  const watchers: Watcher[] = []
  const to = ['--ip', '127.0.0.1', '--port', String(server.port), '--room', ROOM, '--create', '--for', '1h']
  const client = new Program('client/main.js', [...to, '--mic', 'null', '--speaker', 'null', '--share', share], {
    env: { ...(screen ? { DISPLAY: screen.display } : {}), WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: '' },
  })
  try {
    if (screen) prepare?.(screen)
    await client.line(/^You are sharing/)
    for (let i = 0; i < WATCHERS; i++) watchers.push(await Watcher.open(server))
    await pause(SETTLE)
    const [host] = childPids(client.child.pid!, 'picture-host')
    const [first] = watchers
    const capture = [host!, ...childPids(host!, '')]
    const before = usage(capture, client, server, first!)
    await pause(window)
    const after = usage(capture, client, server, first!)
    const rates = after.map((value, i) => ((value - before[i]!) * 1_000) / window)
    const [captureMs = 0, clientMs = 0, serverMs = 0, bytes = 0, pictures = 0] = rates
    const share = (ms: number) => `${(ms / 10).toFixed(1)} %`
    const figures = [share(captureMs), share(clientMs), share(serverMs)]
    return `| ${[name, (bytes / 1_000).toFixed(1), pictures.toFixed(1), ...figures].join(' | ')} |`
  } finally {
    for (const watcher of watchers) watcher.close()
    await client.stop()
    await screen?.stop()
  }
}

/** CPU in ms of capture, client and server; bytes and pictures that a watcher has had. */
function usage(capture: readonly number[], client: Program, server: ServerProcess, watcher: Watcher): number[] {
  return [
    capture.reduce((sum, pid) => sum + cpuUse(pid).ranMs, 0),
    cpuUse(client.child.pid!).ranMs,
    cpuUse(server.child.pid!).ranMs,
    watcher.bytes,
    watcher.pictures,
  ]
}

/** A watcher that acknowledges pictures without decoding them. */
class Watcher {
  #link!: ServerLink
  bytes = 0
  pictures = 0

  static async open(server: ServerProcess): Promise<Watcher> {
    const watcher = new Watcher()
    const options = { host: '127.0.0.1', port: server.port, clock: systemClock, protection: null, log: null }
    await new Promise<void>((resolve, reject) => {
      const opened = ServerLink.open(options, {
        push: (message) => {
          if (message.label !== 'screen_started') return
          watcher.#link.acknowledgeNow()
          watcher.#link.tell('screen_start_watching', { from: message.from })
          resolve()
        },
        voice: () => {},
        picture: ({ more }, payload) => {
          watcher.bytes += payload.length
          if (!more) watcher.pictures++
        },
        lost: (reason) => reject(new Error(reason)),
      })
      opened.then((link) => {
        watcher.#link = link
        return link.request('join', { room: ROOM })
      }, reject)
    })
    return watcher
  }

  close(): void {
    this.#link.close()
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
