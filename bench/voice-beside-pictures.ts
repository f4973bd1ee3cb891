/** Measures the effect of pictures on voice: the delay of the voice of a sharer, with and without watchers. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServerLink } from '../src/client/connection/server-link.ts'
import { systemClock } from '../src/lib/clock.ts'
import { Program } from '../test/helpers/program.ts'
import { startServer } from '../test/helpers/server-process.ts'
import { SlowLink } from '../test/helpers/slow-link.ts'
import { writeWavFile } from '../test/helpers/wav-files.ts'
import { percentile } from './statistics.ts'

const ROOM = 'bench'
const RATE = 48_000
const FRAME_MS = 20
const FRAME_SAMPLES = (RATE * FRAME_MS) / 1_000
/** Bytes a second of a narrow way down; voice takes 97,000 of them. */
const NARROW = 400_000
/** Spans in which nobody watches and in which some do, by turns, ms. */
const SPAN = 10_000
const SPANS = 6
/** ms after each change that are left out. */
const SETTLE = 500
/** Numbers of frames come again after so many. */
const CYCLE = 1_500
const STEP = 20

/** Measures for a minute, and gives back a table in Markdown. */
export async function voiceBesidePictures(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-bench-voice-'))
  const server = await startServer()
  const narrow = await SlowLink.to(server.port, { down: NARROW })
  const narrowToo = await SlowLink.to(server.port, { down: NARROW })
  const voice = join(folder, 'voice.wav')
  await writeWavFile(voice, RATE, countedVoice(((SPANS + 2) * SPAN) / FRAME_MS))
  const to = ['--ip', '127.0.0.1', '--port', String(server.port), '--room', ROOM, '--create', '--plain']
  const how = ['--codec', 'pcm', '--transmission', 'open', '--share', 'synthetic video']
  const sharer = new Program('client/main.js', [...to, ...how, '--mic', 'null', '--speaker', 'null'])
  const listeners: Listener[] = []
  try {
    await sharer.line(/^You are sharing/)
    for (const [name, port, watches] of [
      ['who watches', server.port, true],
      ['who does not', server.port, false],
      ['who watches, 400 kB/s', narrow.port, true],
      ['who does not, 400 kB/s', narrowToo.port, false],
    ] as const) {
      listeners.push(await Listener.enter(name, port, watches))
    }
    sharer.type(`/mic ${voice}`)
    await pause(1_000)
    for (let span = 0; span < SPANS; span++) {
      for (const listener of listeners) listener.begin(span % 2 === 1)
      await pause(SPAN)
    }
    const start = Math.min(...listeners.map(({ earliest }) => earliest))
    return [
      '| listener, video of 960x540 in 1920x1080 | unwatched p50 ms | p99 ms | watched p50 ms | p99 ms | difference at p99 | frames missed | pictures/s |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      ...listeners.map((listener) => listener.row(start)),
    ].join('\n')
  } finally {
    for (const listener of listeners) listener.close()
    await sharer.stop()
    await Promise.all([narrow.close(), narrowToo.close()])
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A span of time, and what was heard in it. */
interface Span {
  readonly begin: number
  readonly watched: boolean
  /** How late each frame was, against a first one that began at 0: ms. */
  readonly late: number[]
  missed: number
}

/** Somebody who hears the voice as a client does, acknowledging, and may watch. */
class Listener {
  readonly #name: string
  readonly #watches: boolean
  readonly #spans: Span[] = []
  #link!: ServerLink
  #sharer = 0
  #frame = 0
  #pictures = 0
  /** When the first frame would have come, had it been as early as the earliest. */
  earliest = Infinity

  private constructor(name: string, watches: boolean) {
    this.#name = name
    this.#watches = watches
  }

  static async enter(name: string, port: number, watches: boolean): Promise<Listener> {
    const listener = new Listener(name, watches)
    const options = { host: '127.0.0.1', port, clock: systemClock, protection: null, log: null }
    await new Promise<void>((resolve, reject) => {
      const opened = ServerLink.open(options, {
        push: (message) => {
          if (message.label !== 'screen_started') return
          listener.#sharer = message.from
          resolve()
        },
        voice: (payload) => listener.#hear(payload),
        picture: ({ more }) => {
          if (!more) listener.#pictures++
        },
        lost: (reason) => reject(new Error(reason)),
      })
      opened.then(async (link) => {
        listener.#link = link
        await link.request('join', { room: ROOM })
      }, reject)
    })
    listener.#link.acknowledgeNow()
    return listener
  }

  /** Begins a span in which those watch who do. */
  begin(watched: boolean): void {
    this.#spans.push({ begin: performance.now(), watched, late: [], missed: 0 })
    if (!this.#watches) return
    this.#link.tell(watched ? 'screen_start_watching' : 'screen_stop_watching', { from: this.#sharer })
  }

  /** @param start when the first frame was due. */
  row(start: number): string {
    const [off, on] = [false, true].map((watched) => {
      const spans = this.#spans.filter((span) => span.watched === watched)
      return { late: spans.flatMap(({ late }) => late.map((at) => at - start)), spans }
    })
    const figures = [off!, on!].flatMap(({ late }) => [percentile(late, 0.5), percentile(late, 0.99)])
    const missed = this.#spans.reduce((sum, span) => sum + span.missed, 0)
    const pictures = (this.#pictures * 1_000) / (on!.spans.length * SPAN)
    const cells = [...figures, figures[3]! - figures[1]!].map((ms) => ms.toFixed(1))
    return `| ${[this.#name, ...cells, missed, pictures.toFixed(1)].join(' | ')} |`
  }

  close(): void {
    this.#link.close()
  }

  #hear(payload: Uint8Array): void {
    const at = performance.now()
    const number = new DataView(payload.buffer, payload.byteOffset).getInt16(0, true) / STEP
    if (number <= 0) return
    const steps = (number - 1 - this.#frame + 2 * CYCLE) % CYCLE
    const span = this.#spans.at(-1)
    this.#frame += steps
    const begun = at - this.#frame * FRAME_MS
    this.earliest = Math.min(this.earliest, begun)
    if (!span || at - span.begin < SETTLE) return
    span.late.push(begun)
    span.missed += steps - 1
  }
}

/** Frames of one value each: 20, 40, 60 and so on, and from the beginning again. */
function countedVoice(frames: number): Int16Array {
  const samples = new Int16Array(FRAME_SAMPLES * frames)
  for (let frame = 0; frame < frames; frame++) {
    samples.fill(STEP * ((frame % CYCLE) + 1), FRAME_SAMPLES * frame, FRAME_SAMPLES * (frame + 1))
  }
  return samples
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
