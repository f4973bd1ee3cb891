import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import wavefile from 'wavefile'
import { Meeting } from '../src/client/meeting/meeting.ts'
import { systemClock } from '../src/lib/clock.ts'
import { sleep } from '../src/lib/timeout.ts'
import { limits } from '../src/protocol/limits.ts'
import { ChatServer } from '../src/server/chat-server.ts'
import { TextLog } from '../src/server/log/log-formats.ts'

const CALLS = 20
const RATE = 48_000
/** dBFS above which a ring or a voice counts as heard. */
const HEARD = -50

/** How long it takes from a call to its ring, and from the answer to the voice, between two clients on this machine. */
export async function callReport(): Promise<string> {
  const server = new ChatServer({
    limits: { ...limits, placedCalls: 10_000 },
    voice: { rate: RATE, frameMs: 20, bitrate: 32_000 },
    ...{ codecs: ['opus', 'pcm'], clock: systemClock, log: new TextLog(null, () => {}) },
    ...{ identity: null, places: { connections: 10, connectionsPerAddress: 10 }, password: null, recordings: null },
  })
  const port = await server.listen(0, '127.0.0.1')
  const ann = await meet(port, 'Ann', toneFile())
  const bo = await meet(port, 'Bo', 'null')
  const rings: number[] = []
  const voices: number[] = []
  for (let i = 0; i < CALLS; i++) {
    const [person] = await ann.calls.find()
    bo.sound.levels()
    const called = performance.now()
    await ann.calls.place(person!)
    await until(() => bo.sound.levels().speaker > HEARD)
    rings.push(performance.now() - called)
    await until(() => bo.state.calls.ringing.length > 0)
    const accepted = performance.now()
    await bo.calls.answer(bo.state.calls.ringing[0]!.call, true)
    await until(() => bo.state.calls.current !== null)
    bo.sound.levels()
    await until(() => bo.sound.levels().speaker > HEARD)
    voices.push(performance.now() - accepted)
    ann.calls.end()
    await until(() => bo.state.calls.current === null && ann.state.calls.current === null)
    await sleep(systemClock, 300)
  }
  await Promise.all([ann.close(), bo.close()])
  await server.close()
  return [
    `${CALLS} calls between two clients on this machine, until the speaker plays it:`,
    `call to ring      ${figures(rings)}`,
    `answer to voice   ${figures(voices)}`,
  ].join('\n')
}

async function meet(port: number, name: string, microphone: string): Promise<Meeting> {
  return Meeting.open(
    {
      ...{ host: '127.0.0.1', port, name, clock: systemClock, log: null, protection: null, codec: 'opus' },
      ...{ reconnect: false, serverPassword: async () => null, met: false, microphone, speaker: 'null' },
      ...{ voice: { transmission: 'open' }, recordFolder: '', bitrate: 32_000, recordings: {} as never },
      sharing: { capture: 'auto', fps: undefined, maxWidth: 640 },
    },
    () => {},
  )
}

/** A tone that lasts longer than all calls. */
function toneFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-call-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'tone.wav')
  const samples = Int16Array.from({ length: 120 * RATE }, (_, i) => 8_000 * Math.sin((2 * Math.PI * 440 * i) / RATE))
  const wav = new wavefile.WaveFile()
  wav.fromScratch(1, RATE, '16', samples)
  writeFileSync(path, wav.toBuffer())
  return path
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(systemClock, 2)
}

function figures(ms: readonly number[]): string {
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!)
  return `median ${at(0.5)} ms, 90 % within ${at(0.9)} ms, max ${at(1)} ms`
}
