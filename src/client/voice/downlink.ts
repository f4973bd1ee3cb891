import { StreamDecoder } from '../../audio/codec.ts'
import { type AudioFormat, frameLength } from '../../audio/format.ts'
import { LevelMeter } from '../../audio/level-meter.ts'
import { PlayoutBuffer, type PlayoutStats } from '../../audio/playout-buffer.ts'
import { type Tune, TunePlayer } from '../../audio/tunes.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Codec } from '../../protocol/shapes.ts'

export interface DownlinkStats extends PlayoutStats {
  /** Frames that could not be decoded. */
  corrupt: number
}

export interface DownlinkHandlers {
  /** The frame of the room mix that is played now. */
  heard(samples: Int16Array): void
  /** The frame as played, with the test tone mixed in. */
  played(samples: Int16Array): void
}

/** The receive path of voice: decoder, playout buffer, and the frames that the speaker pulls. */
export class Downlink {
  readonly tone: TunePlayer
  /** What rings now, if anything. */
  #ring: TunePlayer | null = null
  readonly #rate: number
  readonly #handlers: DownlinkHandlers
  readonly #buffer: PlayoutBuffer
  readonly #frame: Int16Array
  readonly #meter = new LevelMeter()
  readonly #decoder: StreamDecoder
  #corrupt = 0

  constructor(format: AudioFormat, clock: Clock, handlers: DownlinkHandlers) {
    this.#handlers = handlers
    this.#rate = format.rate
    this.tone = new TunePlayer(format.rate)
    this.#buffer = new PlayoutBuffer(format, clock)
    this.#frame = new Int16Array(frameLength(format))
    this.#decoder = new StreamDecoder(format)
  }

  /** Statistics of playout. */
  get stats(): DownlinkStats {
    return { ...this.#buffer.stats, corrupt: this.#corrupt }
  }

  /** Loudest level since the last call, dBFS. */
  level(): number {
    return this.#meter.take()
  }

  /** Takes an encoded frame of the room mix. One that cannot be decoded is counted and played as silence. */
  receive(payload: Uint8Array, codec: Codec): void {
    const pcm = this.#decoder.toPcm(payload, codec) ?? this.#lost()
    if (pcm.length === this.#frame.byteLength) this.#buffer.push(pcm)
  }

  /** Plays a tune, over and over or once, in place of the one before; null stops it. */
  ring(tune: Tune | null, repeats: boolean): void {
    this.#ring = tune && new TunePlayer(this.#rate, tune)
    this.#ring?.start(repeats)
  }

  /** The next frame to play. Its buffer is reused by the next call. */
  play(): Int16Array {
    this.#buffer.pull(this.#frame)
    this.#handlers.heard(this.#frame)
    this.tone.mixInto(this.#frame)
    this.#ring?.mixInto(this.#frame)
    this.#meter.hear(this.#frame)
    this.#handlers.played(this.#frame)
    return this.#frame
  }

  #lost(): Uint8Array {
    this.#corrupt++
    return new Uint8Array(this.#frame.byteLength)
  }
}
