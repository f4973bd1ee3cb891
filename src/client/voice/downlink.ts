import { type AudioFormat, frameLength } from '../../audio/format.ts'
import { LevelMeter } from '../../audio/level-meter.ts'
import { OpusDecoder } from '../../audio/opus.ts'
import { PlayoutBuffer, type PlayoutStats } from '../../audio/playout-buffer.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Codec } from '../../protocol/shapes.ts'
import { TestTone } from './test-tone.ts'

export interface DownlinkStats extends PlayoutStats {
  /** Opus frames that could not be decoded. */
  corrupt: number
}

export interface DownlinkHandlers {
  /** The frame of the room that is played now. */
  heard(samples: Int16Array): void
  /** The same with all that the speaker plays besides. */
  played(samples: Int16Array): void
}

/** The way of what the room says: decoding, playout buffer, the speaker that pulls. */
export class Downlink {
  readonly tone: TestTone
  readonly #format: AudioFormat
  readonly #handlers: DownlinkHandlers
  readonly #buffer: PlayoutBuffer
  readonly #frame: Int16Array
  readonly #meter = new LevelMeter()
  #decoder: OpusDecoder | null = null
  #corrupt = 0

  constructor(format: AudioFormat, clock: Clock, handlers: DownlinkHandlers) {
    this.#format = format
    this.#handlers = handlers
    this.tone = new TestTone(format.rate)
    this.#buffer = new PlayoutBuffer(format, clock)
    this.#frame = new Int16Array(frameLength(format))
  }

  /** How the arrival of voice was evened out. */
  get stats(): DownlinkStats {
    return { ...this.#buffer.stats, corrupt: this.#corrupt }
  }

  /** The loudest moment since the last time, in dBFS. */
  level(): number {
    return this.#meter.take()
  }

  /** Takes a frame of what the room says; one that cannot be decoded is counted and heard as silence. */
  receive(payload: Uint8Array, codec: Codec): void {
    const pcm = codec === 'opus' ? this.#decode(payload) : payload
    if (pcm.length === this.#frame.byteLength) this.#buffer.push(pcm)
  }

  /** The next frame to be played; it is used again for the one after. */
  play(): Int16Array {
    this.#buffer.pull(this.#frame)
    this.#handlers.heard(this.#frame)
    this.tone.mixInto(this.#frame)
    this.#meter.hear(this.#frame)
    this.#handlers.played(this.#frame)
    return this.#frame
  }

  #decode(payload: Uint8Array): Uint8Array {
    this.#decoder ??= new OpusDecoder(this.#format)
    const samples = this.#decoder.decode(payload)
    if (!samples) this.#corrupt++
    const heard = samples ?? new Int16Array(this.#frame.length)
    return new Uint8Array(heard.buffer, heard.byteOffset, heard.byteLength)
  }
}
