import { type AudioFormat, BYTES_PER_SAMPLE, frameLength } from '../../audio/format.ts'
import { Limiter } from '../../audio/limiter.ts'
import { OpusEncoder } from '../../audio/opus.ts'
import { EnvelopeSet } from '../../protocol/wire/encoder.ts'

/** The frames before, from the oldest on, with which an encoder is made ready to go on in another's place. */
export type History = readonly Int16Array[]

/** What a room's voice is, and is sent as. */
export interface VoiceFormat extends AudioFormat {
  /** Bits a second of an Opus stream. */
  readonly bitrate: number
}

const pcmEnvelopes = new EnvelopeSet({ label: 'voice' })
const opusEnvelopes = new EnvelopeSet({ label: 'voice', codec: 'opus' })

/**
 * One mix on its way to those who hear it: limited, and turned into a message once for each codec in which
 * somebody wants it.
 */
export class EncodedMix {
  readonly limiter: Limiter
  /** The frame in hand, to be written by the mixer between `renew` and the first message. */
  readonly frame: Int16Array
  readonly #bytes: Uint8Array
  readonly #format: VoiceFormat
  readonly #encoded: () => void
  #encoder: OpusEncoder | null = null
  #pcm: Buffer | null = null
  #opus: Buffer | null = null
  #opusBytes = 0

  /** @param encoded is called for each message that is built. */
  constructor(format: VoiceFormat, encoded: () => void) {
    const length = frameLength(format)
    this.limiter = new Limiter(format.frameMs)
    this.frame = new Int16Array(length)
    this.#bytes = new Uint8Array(this.frame.buffer, 0, length * BYTES_PER_SAMPLE)
    this.#format = format
    this.#encoded = encoded
  }

  /** Forgets the messages of the frame before. */
  renew(): void {
    this.#pcm = null
    this.#opus = null
  }

  /**
   * Makes the encoder go on where another left off, so that a listener who changes from that one's stream to this
   * hears no click: the decoder remembers what it heard, and the encoder must have said the same.
   */
  takeUp(history: History): void {
    const encoder = this.#opusEncoder()
    for (const frame of history) encoder.encode(frame)
  }

  /** Bytes of the payload in the message of that codec. */
  payloadBytes(opus: boolean): number {
    return opus ? this.#opusBytes : this.#bytes.length
  }

  /** The frame as a message, to be shared by all who hear it. */
  message(opus: boolean): Buffer {
    if (opus) this.#opus ??= this.#encodeOpus()
    else this.#pcm ??= this.#sealPcm()
    return (opus ? this.#opus : this.#pcm) as Buffer
  }

  #sealPcm(): Buffer {
    this.#encoded()
    return pcmEnvelopes.seal(this.#bytes)
  }

  #encodeOpus(): Buffer {
    this.#encoded()
    const payload = this.#opusEncoder().encode(this.frame)
    this.#opusBytes = payload.length
    return opusEnvelopes.seal(payload)
  }

  #opusEncoder(): OpusEncoder {
    this.#encoder ??= new OpusEncoder(this.#format, this.#format.bitrate)
    return this.#encoder
  }
}
