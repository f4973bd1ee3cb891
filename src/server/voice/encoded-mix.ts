import type { FrameEncoder, VoiceCodec } from '../../audio/codec.ts'
import { type AudioFormat, frameLength } from '../../audio/format.ts'
import { Limiter } from '../../audio/limiter.ts'
import { type EnvelopeSet, VoiceEnvelopes } from '../../protocol/wire/encoder.ts'

/** The frames before, from the oldest on, with which an encoder is made ready to go on in another's place. */
export type History = readonly Int16Array[]

/** What a room's voice is, and is sent as. */
export interface VoiceFormat extends AudioFormat {
  /** Bits per second of an encoded stream. */
  readonly bitrate: number
}

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
  /** Whether voice is sent at all. */
  readonly hears: boolean
  /** The codec in which voice is sent. */
  readonly codec: VoiceCodec
  readonly media: VoiceChannel
}

const envelopes = new VoiceEnvelopes({ label: 'voice' })

/** A mix as a stream of one codec. */
class MixStream {
  readonly codec: VoiceCodec
  readonly encoder: FrameEncoder
  readonly #envelopes: EnvelopeSet
  /** The frame in hand as a message; null until somebody hears it. */
  message: Buffer | null = null
  /** Bytes of the payload in `message`. */
  payloadBytes = 0

  constructor(codec: VoiceCodec, format: VoiceFormat) {
    this.codec = codec
    this.encoder = codec.createEncoder(format, format.bitrate)
    this.#envelopes = envelopes.of(codec.name)
  }

  encode(frame: Int16Array): Buffer {
    const payload = this.encoder.encode(frame)
    this.payloadBytes = payload.length
    this.message = this.#envelopes.seal(payload)
    return this.message
  }
}

/**
 * One mix on its way to those who hear it: limited, and turned into a message once for each codec in which
 * somebody wants it.
 */
export class EncodedMix {
  readonly limiter: Limiter
  /** The frame in hand, to be written by the mixer between `renew` and the first message. */
  readonly frame: Int16Array
  readonly #format: VoiceFormat
  readonly #encoded: () => void
  /** One a codec in which it was heard: few, so that a search costs nothing. */
  readonly #streams: MixStream[] = []

  /** @param encoded is called for each message that is built. */
  constructor(format: VoiceFormat, encoded: () => void) {
    this.limiter = new Limiter(format.frameMs)
    this.frame = new Int16Array(frameLength(format))
    this.#format = format
    this.#encoded = encoded
  }

  /** Forgets the messages of the frame before. */
  renew(): void {
    for (const stream of this.#streams) stream.message = null
  }

  /**
   * Makes the encoder go on where another left off, so that a listener who changes from that one's stream to this
   * hears no click: the decoder remembers what it heard, and the encoder must have said the same.
   */
  takeUp(codec: VoiceCodec, history: History): void {
    const { encoder } = this.#streamOf(codec)
    for (const frame of history) encoder.encode(frame)
  }

  /** Sends the frame in the listener's codec; the message is shared by all who hear it. */
  sendTo(listener: Listener): void {
    const stream = this.#streamOf(listener.codec)
    const message = stream.message ?? this.#encode(stream)
    listener.media.sendRealtime(message, stream.payloadBytes)
  }

  #encode(stream: MixStream): Buffer {
    this.#encoded()
    return stream.encode(this.frame)
  }

  #streamOf(codec: VoiceCodec): MixStream {
    for (const stream of this.#streams) if (stream.codec === codec) return stream
    const stream = new MixStream(codec, this.#format)
    this.#streams.push(stream)
    return stream
  }
}
