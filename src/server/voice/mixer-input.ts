import { BYTES_PER_SAMPLE, frameLength } from '../../audio/format.ts'
import { JitterBuffer, type JitterBufferStats } from '../../audio/jitter-buffer.ts'
import { OpusDecoder } from '../../audio/opus.ts'
import { EncodedMix, type VoiceFormat } from './encoded-mix.ts'

/** ms of a talker's sound that may wait; a burst of 200 ms fits well. */
export const CAPACITY = 320

/** Where voice is sent. */
export interface VoiceChannel {
  /**
   * Sends a voice message, or drops it where it would arrive too late.
   * @param message header and payload in one buffer, which is shared and must not be changed.
   * @param payloadBytes bytes of the payload at its end.
   */
  sendRealtime(message: Buffer, payloadBytes: number): void
}

/** A member of a room who may hear it. */
export interface Listener {
  /** Whether voice is to be sent at all. */
  readonly hears: boolean
  /** Whether voice is wanted as Opus; as PCM if not. */
  readonly opus: boolean
  readonly media: VoiceChannel
}

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
  #decoder: OpusDecoder | null = null

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
   * Takes in an Opus frame.
   * @returns false where it could not be decoded: silence stands in for it, so that the time it took goes by.
   */
  pushOpus(payload: Uint8Array): boolean {
    this.#decoder ??= new OpusDecoder(this.#format)
    const samples = this.#decoder.decode(payload)
    const frame = samples ?? new Int16Array(frameLength(this.#format))
    this.buffer.push(new Uint8Array(frame.buffer, frame.byteOffset, frame.length * BYTES_PER_SAMPLE))
    return samples !== null
  }
}
