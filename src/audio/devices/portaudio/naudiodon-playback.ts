import type { Writable } from 'node:stream'
import { fromMono } from '../../channels.ts'
import { BYTES_PER_SAMPLE, frameBytes, frameLength } from '../../format.ts'
import { Reframer } from '../../reframer.ts'
import { Resampler } from '../../resampler.ts'
import type { Naudiodon } from './naudiodon.ts'
import { queueScale, type ToHost } from './naudiodon-messages.ts'
import { type Opened, openNaudiodon } from './naudiodon-open.ts'

/** Duration in ms of a piece, the unit in which audio is written to the device; longer for a patient speaker. */
const PIECE = 5
/** Pieces queued inside the package, more than a block of the device. Queued audio is delay. */
const MAX_QUEUE = 2
/**
 * Maximum length of a device block in ms, of which PortAudio holds three, and as a fraction of a frame. PortAudio's own
 * choice is shorter at low rates: through a sound server it then underruns hundreds of times per second, and consumes
 * audio far faster than real time.
 */
const LONGEST_BLOCK = 1000 / 150
const BLOCK_OF_FRAME = 1 / 2
/** Pieces queued or requested before the next frame is requested: initial value and maximum. */
const FIRST_AHEAD = 6
const FEWEST_AHEAD = 2
const MOST_AHEAD = 8
/** ms after which a live voice is requested one piece less ahead, if that would have sufficed for all frames. */
const LOOK_EVERY = 2_000
/** Pieces left when the latest frame arrived, from which one fewer is enough. */
const SPARE = 2

/** What is to be opened for playback. */
type PlaybackRequest = Pick<Extract<ToHost, { type: 'open' }>, 'format' | 'target' | 'patient'>

/**
 * Playback in the host process. The device takes pieces at its own pace, frames are requested as the queue empties, and
 * silence is played if they are late, because the callback of PortAudio must never wait. How far ahead frames are
 * requested adapts to the latency of the client, so that a fast machine has little delay and a slow one no gaps. The queue
 * is bounded, since only requested frames arrive.
 */
export class NaudiodonPlayback {
  /** Name for the user. */
  readonly name: string
  readonly #stream: Writable
  readonly #frameMs: number
  readonly #pieceMs: number
  readonly #fewestAhead: number
  readonly #resampler: Resampler
  readonly #reframer: Reframer
  readonly #handlers: { pull(): void; failed(error: Error): void }
  readonly #silence: Buffer
  #queue: Buffer[] = []
  #asked = 0
  #ahead = FIRST_AHEAD
  /** Minimum pieces left when a frame arrived, since the last evaluation. */
  #least = Number.POSITIVE_INFINITY
  #untilLook = LOOK_EVERY

  private constructor(
    { name, stream, rate, channels }: Opened<Writable>,
    { format: { frameMs }, patient = false }: PlaybackRequest,
    resampler: Resampler,
    handlers: { pull(): void; failed(error: Error): void },
  ) {
    this.name = name
    this.#stream = stream
    this.#frameMs = frameMs
    this.#pieceMs = PIECE * queueScale({ patient })
    this.#fewestAhead = patient ? FIRST_AHEAD : FEWEST_AHEAD
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
   * Opens the device and starts playback.
   *
   * @param handlers `pull` requests one frame of `frameLength(format)` samples, to be passed to `play`
   * @throws Error if the device cannot be opened
   */
  static async start(
    naudiodon: Naudiodon,
    request: PlaybackRequest,
    handlers: { pull(): void; failed(error: Error): void },
  ): Promise<NaudiodonPlayback> {
    const { format, target, patient = false } = request
    const block = Math.min(LONGEST_BLOCK, BLOCK_OF_FRAME * format.frameMs) * queueScale({ patient })
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
    const playback = new NaudiodonPlayback(opened, request, resampler, handlers)
    opened.stream.on('error', handlers.failed)
    opened.stream.start()
    playback.#writeNext()
    return playback
  }

  /** Takes a requested frame. */
  play(samples: Int16Array): void {
    this.#asked--
    this.#watch()
    this.#reframer.push(this.#resampler.process(samples))
  }

  /** Writes pieces. The callback of a write is called when the device has taken the piece, and drives playback. */
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
    if (this.#least >= SPARE) this.#ahead = Math.max(this.#fewestAhead, this.#ahead - 1)
    this.#least = Number.POSITIVE_INFINITY
    this.#untilLook = LOOK_EVERY
  }

  /** The requested frame is late, for the first or a further piece. */
  #late(): void {
    if (this.#least > 0) this.#ahead = Math.min(MOST_AHEAD, this.#ahead + 1)
    this.#least = 0
  }

  #ask(): void {
    while (this.#queue.length * this.#pieceMs + this.#asked * this.#frameMs < this.#ahead * this.#pieceMs) {
      this.#asked++
      this.#handlers.pull()
    }
  }
}
