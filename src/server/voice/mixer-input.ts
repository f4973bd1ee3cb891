import { type CodecName, StreamDecoder } from '../../audio/codec.ts'
import { frameBytes, frameLength } from '../../audio/format.ts'
import { JitterBuffer, type JitterBufferStats } from '../../audio/jitter-buffer.ts'
import { EncodedMix, type VoiceFormat } from './encoded-mix.ts'

/** Capacity of a talker's jitter buffer in ms; holds a burst of 200 ms with room to spare. */
export const CAPACITY = 320

/** The mixer's state of one member: jitter buffer, decoder, gains and, if needed, their own mix. */
export class MixerInput<Member> {
  readonly member: Member
  /** Frames for which the member still hears `own` and not the shared mix. */
  ownFor = 0
  /** Linear gain of other members for this member alone, where it is not 1. */
  readonly gains = new Map<Member, number>()
  /** Whether the mixer waits for this member's frames. */
  active = false
  /** Whether `frame` is part of the current mix. */
  sounding = false
  /** Arrival time of the last frame in ms. */
  heardAt = 0
  readonly #format: VoiceFormat
  readonly #encoded: () => void
  readonly #waiting: JitterBufferStats
  // Created on first use: most members of a large room never talk.
  #buffer: JitterBuffer | null = null
  #frame: Int16Array | null = null
  #own: EncodedMix | null = null
  #decoder: StreamDecoder | null = null

  /** @param waiting counters of the jitter buffer, shared with other inputs */
  constructor(member: Member, format: VoiceFormat, encoded: () => void, waiting: JitterBufferStats) {
    this.member = member
    this.#format = format
    this.#encoded = encoded
    this.#waiting = waiting
  }

  /** Frames that wait to be mixed. */
  get buffer(): JitterBuffer {
    this.#buffer ??= new JitterBuffer(this.#format, { delay: 0, capacity: CAPACITY }, this.#waiting)
    return this.#buffer
  }

  /** The frame pulled for the current mix. */
  get frame(): Int16Array {
    this.#frame ??= new Int16Array(frameLength(this.#format))
    return this.#frame
  }

  /** The mix for this member alone: without their voice, or with their own volumes. */
  get own(): EncodedMix {
    this.#own ??= new EncodedMix(this.#format, this.#encoded)
    return this.#own
  }

  /**
   * Decodes a frame of voice into the jitter buffer; the payload is copied.
   * @returns false when it could not be decoded; a frame of silence is queued instead, to keep the timing
   */
  push(payload: Uint8Array, codec: CodecName): boolean {
    this.#decoder ??= new StreamDecoder(this.#format)
    const pcm = this.#decoder.toPcm(payload, codec)
    this.buffer.push(pcm ?? new Uint8Array(frameBytes(this.#format)))
    return pcm !== null
  }

  /** Frees the decoder of a member who left. */
  close(): void {
    this.#decoder?.close()
  }
}
