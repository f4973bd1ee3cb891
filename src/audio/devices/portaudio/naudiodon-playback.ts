import type { Writable } from 'node:stream'
import { fromMono } from '../../channels.ts'
import { type AudioFormat, BYTES_PER_SAMPLE, frameBytes, frameLength } from '../../format.ts'
import { Reframer } from '../../reframer.ts'
import { Resampler } from '../../resampler.ts'
import type { Naudiodon } from './naudiodon.ts'
import type { PortAudioTarget } from './naudiodon-messages.ts'
import { type Opened, openNaudiodon } from './naudiodon-open.ts'

/** ms of a piece, in which sound is given to the device. */
const PIECE = 5
/** Pieces that wait inside PortAudio's wrapper, more than a block of the device: what waits is delay. */
const MAX_QUEUE = 2
/**
 * The most ms of the device's own blocks, of which PortAudio holds three, and the part of a frame that they are at most.
 * Its own choice is shorter at low rates: through a sound server it then runs dry hundreds of times a second, and
 * swallows sound far faster than it is heard.
 */
const LONGEST_BLOCK = 1000 / 150
const BLOCK_OF_FRAME = 1 / 2
/** Pieces that shall wait here, or be asked for, when a frame is asked for: at first, and what it may come to. */
const FIRST_AHEAD = 6
const FEWEST_AHEAD = 2
const MOST_AHEAD = 8
/** ms after each of which one piece fewer is asked ahead where that would have done for all frames. */
const LOOK_EVERY = 2_000
/** Pieces that were left when the latest frame came, where one can be done without. */
const SPARE = 2

/**
 * Plays in the host process. The device takes pieces at its own pace, frames are asked for as the queue empties, and
 * silence is played where they are late: PortAudio's callback must never wait. How far ahead they are asked for follows
 * how late the client was, so that a fast machine gets little delay and a slow one no gaps. What can wait here is
 * bounded, as no frame comes that was not asked for.
 */
export class NaudiodonPlayback {
  /** Shown to the user. */
  readonly name: string
  readonly #stream: Writable
  readonly #frameMs: number
  readonly #resampler: Resampler
  readonly #reframer: Reframer
  readonly #handlers: { pull(): void; failed(error: Error): void }
  readonly #silence: Buffer
  #queue: Buffer[] = []
  #asked = 0
  #ahead = FIRST_AHEAD
  /** Fewest pieces that were left when a frame came, of the frames since the last look. */
  #least = Number.POSITIVE_INFINITY
  #untilLook = LOOK_EVERY

  private constructor(
    { name, stream, rate, channels }: Opened<Writable>,
    frameMs: number,
    resampler: Resampler,
    handlers: { pull(): void; failed(error: Error): void },
  ) {
    this.name = name
    this.#stream = stream
    this.#frameMs = frameMs
    this.#resampler = resampler
    this.#handlers = handlers
    const pieceLength = frameLength({ rate, frameMs: PIECE })
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
    const block = Math.min(LONGEST_BLOCK, BLOCK_OF_FRAME * format.frameMs)
    const opened = openNaudiodon(naudiodon, 'out', format.rate, target, (options) =>
      naudiodon.AudioIO({
        outOptions: {
          ...options,
          framesPerBuffer: frameLength({ rate: options.sampleRate, frameMs: block }),
          maxQueue: MAX_QUEUE,
          highwaterMark: frameBytes({ ...format, rate: options.sampleRate }) * options.channelCount,
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
    this.#watch()
    this.#reframer.push(this.#resampler.process(samples))
  }

  /** The callback of a write comes when the device has taken a piece: it is what drives all this. */
  #writeNext(): void {
    const piece = this.#queue.shift()
    if (!piece && this.#asked > 0) this.#late()
    this.#ask()
    this.#stream.write(piece ?? this.#silence, (error) => {
      if (!error) this.#writeNext()
    })
  }

  #watch(): void {
    this.#least = Math.min(this.#least, this.#queue.length)
    this.#untilLook -= this.#frameMs
    if (this.#untilLook > 0) return
    if (this.#least >= SPARE) this.#ahead = Math.max(FEWEST_AHEAD, this.#ahead - 1)
    this.#least = Number.POSITIVE_INFINITY
    this.#untilLook = LOOK_EVERY
  }

  /** The frame that was asked for is late, for the first piece or for a further one. */
  #late(): void {
    if (this.#least > 0) this.#ahead = Math.min(MOST_AHEAD, this.#ahead + 1)
    this.#least = 0
  }

  #ask(): void {
    while (this.#queue.length * PIECE + this.#asked * this.#frameMs < this.#ahead * PIECE) {
      this.#asked++
      this.#handlers.pull()
    }
  }
}
