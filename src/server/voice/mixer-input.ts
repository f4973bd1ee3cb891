import { type CodecName, StreamDecoder } from '../../audio/codec.ts'
import { frameBytes, frameLength } from '../../audio/format.ts'
import { JitterBuffer, type JitterBufferStats } from '../../audio/jitter-buffer.ts'
import { EncodedMix, type VoiceFormat } from './encoded-mix.ts'

/** ms of a talker's sound that may wait; a burst of 200 ms fits well. */
export const CAPACITY = 320

/** A member's place in the mix of a room. */
export class MixerInput<Member> {
  readonly member: Member
  /** Frames for which the member is to hear `own`, and not what all who are silent share. */
  ownFor = 0
  /** The factor by which others are louder for this member alone, where it is not 1. */
  readonly gains = new Map<Member, number>()
  /** Whether mixes wait for this member's frames. */
  active = false
  /** Whether `frame` is part of the mix being made. */
  sounding = false
  /** When the last frame came, in ms. */
  heardAt = 0
  readonly #format: VoiceFormat
  readonly #encoded: () => void
  readonly #waiting: JitterBufferStats
  // Most members of a large room never talk: what a talker needs is made when it is first needed.
  #buffer: JitterBuffer | null = null
  #frame: Int16Array | null = null
  #own: EncodedMix | null = null
  #decoder: StreamDecoder | null = null

  /** @param waiting counts what comes of the frames that wait, with those of others. */
  constructor(member: Member, format: VoiceFormat, encoded: () => void, waiting: JitterBufferStats) {
    this.member = member
    this.#format = format
    this.#encoded = encoded
    this.#waiting = waiting
  }

  /** The member's frames that wait to be mixed. */
  get buffer(): JitterBuffer {
    this.#buffer ??= new JitterBuffer(this.#format, { delay: 0, capacity: CAPACITY }, this.#waiting)
    return this.#buffer
  }

  /** The frame that was pulled for the mix being made. */
  get frame(): Int16Array {
    this.#frame ??= new Int16Array(frameLength(this.#format))
    return this.#frame
  }

  /** What this member alone hears: the mix without their voice, or with volumes of their own. */
  get own(): EncodedMix {
    this.#own ??= new EncodedMix(this.#format, this.#encoded)
    return this.#own
  }

  /**
   * Takes in a frame of voice; it is copied.
   * @returns false when it could not be decoded: silence stands in for it, so that the time it took passes.
   */
  push(payload: Uint8Array, codec: CodecName): boolean {
    this.#decoder ??= new StreamDecoder(this.#format)
    const pcm = this.#decoder.toPcm(payload, codec)
    this.buffer.push(pcm ?? new Uint8Array(frameBytes(this.#format)))
    return pcm !== null
  }
}
