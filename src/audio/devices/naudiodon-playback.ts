import type { Writable } from 'node:stream'
import { fromMono } from '../channels.ts'
import { type AudioFormat, frameBytes, frameLength } from '../format.ts'
import { Reframer } from '../reframer.ts'
import { Resampler } from '../resampler.ts'
import type { Naudiodon } from './naudiodon.ts'
import type { PortAudioTarget } from './naudiodon-messages.ts'
import { openNaudiodon } from './naudiodon-open.ts'

/**
 * ms of sound that the device takes at a time, in its own blocks as in what it is given. PortAudio's choice is shorter
 * at low rates: through a sound server it then runs dry hundreds of times a second, and swallows sound far faster than
 * it is heard.
 */
const PIECE = 10
/** Pieces that wait inside PortAudio's wrapper: with those ahead they are most of the speaker's delay. */
const MAX_QUEUE = 2
/** ms of sound that shall wait here, or be asked for, besides a frame: the client may be late by so much without a gap. */
const AHEAD = 10

/**
 * Plays in the host process. The device takes pieces of 10 ms at its own pace, frames are asked for as the queue
 * empties, and silence is played where they are late: PortAudio's callback must never wait.
 * What can wait here is bounded, as no frame comes that was not asked for.
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

  private constructor(
    stream: Writable,
    name: string,
    frameMs: number,
    resampler: Resampler,
    device: { rate: number; channels: number },
    handlers: { pull(): void; failed(error: Error): void },
  ) {
    this.name = name
    this.#stream = stream
    this.#frameMs = frameMs
    this.#resampler = resampler
    this.#handlers = handlers
    const pieceLength = frameLength({ rate: device.rate, frameMs: PIECE })
    this.#silence = Buffer.alloc(pieceLength * device.channels * 2)
    this.#reframer = new Reframer(pieceLength, (piece) => {
      const all = fromMono(piece, device.channels)
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
    const opened = openNaudiodon(naudiodon, 'out', format.rate, target, (options) =>
      naudiodon.AudioIO({
        outOptions: {
          ...options,
          framesPerBuffer: frameLength({ rate: options.sampleRate, frameMs: PIECE }),
          maxQueue: MAX_QUEUE,
          highwaterMark: frameBytes({ rate: options.sampleRate, frameMs: PIECE }) * options.channelCount,
          closeOnError: false,
        },
      }),
    )
    const resampler = await Resampler.create(format.rate, opened.rate)
    const playback = new NaudiodonPlayback(
      opened.stream,
      opened.name,
      format.frameMs,
      resampler,
      opened,
      handlers,
    )
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

  #ask(): void {
    while (this.#queue.length * PIECE + this.#asked * this.#frameMs < this.#frameMs + AHEAD) {
      this.#asked++
      this.#handlers.pull()
    }
  }
}
