import type { Writable } from 'node:stream'
import { fromMono } from '../channels.ts'
import { type AudioFormat, BYTES_PER_SAMPLE, frameBytes, frameLength } from '../format.ts'
import { Reframer } from '../reframer.ts'
import { Resampler } from '../resampler.ts'
import type { Naudiodon } from './naudiodon.ts'
import type { PortAudioTarget } from './naudiodon-messages.ts'
import { type Opened, openNaudiodon } from './naudiodon-open.ts'

/**
 * Bounds in ms of a piece, which is half a frame else: what the device takes at a time, in its own blocks as in what it
 * is given. PortAudio's choice is shorter at low rates: through a sound server it then runs dry hundreds of times a
 * second, and swallows sound far faster than it is heard.
 */
const SHORTEST_PIECE = 5
const LONGEST_PIECE = 10
/** Pieces that wait inside PortAudio's wrapper: with those ahead they are most of the speaker's delay. */
const MAX_QUEUE = 2

/**
 * Plays in the host process. The device takes pieces of half a frame at its own pace, frames are asked for as the
 * queue empties, and silence is played where they are late: PortAudio's callback must never wait.
 * What can wait here is bounded, as no frame comes that was not asked for.
 */
export class NaudiodonPlayback {
  /** Shown to the user. */
  readonly name: string
  readonly #stream: Writable
  readonly #frameMs: number
  readonly #pieceMs: number
  readonly #resampler: Resampler
  readonly #reframer: Reframer
  readonly #handlers: { pull(): void; failed(error: Error): void }
  readonly #silence: Buffer
  #queue: Buffer[] = []
  #asked = 0

  private constructor(
    { name, stream, rate, channels }: Opened<Writable>,
    frameMs: number,
    resampler: Resampler,
    handlers: { pull(): void; failed(error: Error): void },
  ) {
    this.name = name
    this.#stream = stream
    this.#frameMs = frameMs
    this.#pieceMs = pieceOf(frameMs)
    this.#resampler = resampler
    this.#handlers = handlers
    const pieceLength = frameLength({ rate, frameMs: this.#pieceMs })
    this.#silence = Buffer.alloc(pieceLength * channels * BYTES_PER_SAMPLE)
    this.#reframer = new Reframer(pieceLength, (piece) => {
      const all = fromMono(piece, channels)
      this.#queue.push(Buffer.from(all.slice().buffer))
    })
  }

  /**
   * Opens the device and begins to play.
   *
   * @param handlers `pull` asks for one frame of `frameLength(format)` samples, to be given to `play`
   * @throws Error where the device cannot be opened
   */
  static async start(
    naudiodon: Naudiodon,
    format: AudioFormat,
    target: PortAudioTarget | undefined,
    handlers: { pull(): void; failed(error: Error): void },
  ): Promise<NaudiodonPlayback> {
    const piece = (rate: number) => ({ rate, frameMs: pieceOf(format.frameMs) })
    const opened = openNaudiodon(naudiodon, 'out', format.rate, target, (options) =>
      naudiodon.AudioIO({
        outOptions: {
          ...options,
          framesPerBuffer: frameLength(piece(options.sampleRate)),
          maxQueue: MAX_QUEUE,
          highwaterMark: frameBytes(piece(options.sampleRate)) * options.channelCount,
          closeOnError: false,
        },
      }),
    )
    const resampler = await Resampler.create(format.rate, opened.rate)
    const playback = new NaudiodonPlayback(opened, format.frameMs, resampler, handlers)
    opened.stream.on('error', handlers.failed)
    opened.stream.start()
    playback.#writeNext()
    return playback
  }

  /** Takes a frame that was asked for. */
  play(samples: Int16Array): void {
    this.#asked--
    this.#reframer.push(this.#resampler.process(samples))
  }

  /** The callback of a write comes when the device has taken a piece: it is what drives all this. */
  #writeNext(): void {
    const piece = this.#queue.shift() ?? this.#silence
    this.#ask()
    this.#stream.write(piece, (error) => {
      if (!error) this.#writeNext()
    })
  }

  /** Sees to it that a frame and a piece wait here, or were asked for: the client may be late by a frame without a gap. */
  #ask(): void {
    const wanted = this.#frameMs + this.#pieceMs
    while (this.#queue.length * this.#pieceMs + this.#asked * this.#frameMs < wanted) {
      this.#asked++
      this.#handlers.pull()
    }
  }
}

/** ms of a piece. */
function pieceOf(frameMs: number): number {
  return Math.max(SHORTEST_PIECE, Math.min(LONGEST_PIECE, frameMs / 2))
}
