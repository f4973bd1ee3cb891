import type { FrameEncoder, VoiceCodec } from '../../audio/codec.ts'
import { type AudioFormat, frameLength } from '../../audio/format.ts'
import { Limiter } from '../../audio/limiter.ts'
import { type EnvelopeSet, VoiceEnvelopes } from '../../protocol/wire/encoder.ts'

/** Previous frames, oldest first, with which an encoder is primed before it takes over a stream. */
export type History = readonly Int16Array[]

/** The format of a room's voice, and the bit rate of its encoded streams. */
export interface VoiceFormat extends AudioFormat {
  /** Bits per second of an encoded stream. */
  readonly bitrate: number
}

/** Where a listener's voice messages are sent. */
export interface VoiceChannel {
  /**
   * Sends a voice message, or drops it when it would arrive too late.
   * @param message header and payload in one shared buffer; must not be modified
   * @param payloadBytes bytes of the payload, at the end of the message
   */
  sendRealtime(message: Buffer, payloadBytes: number): void
}

/** A member of a room as its mixer sees them. */
export interface Listener {
  /** Whether voice is sent at all. */
  readonly hears: boolean
  /** The codec in which voice is sent. */
  readonly codec: VoiceCodec
  readonly media: VoiceChannel
}

const envelopes = new VoiceEnvelopes({ label: 'voice' })

/** A mix encoded as a stream of one codec. */
class MixStream {
  readonly codec: VoiceCodec
  readonly encoder: FrameEncoder
  readonly #envelopes: EnvelopeSet
  /** The message of the current frame; null until it is encoded. */
  message: Buffer | null = null
  /** Bytes of the payload in `message`. */
  payloadBytes = 0

  constructor(codec: VoiceCodec, format: VoiceFormat) {
    this.codec = codec
    this.encoder = codec.createEncoder(format, format.bitrate)
    this.#envelopes = envelopes.of(codec.name)
  }

  /** Encodes a frame of samples as a message. */
  encode(frame: Int16Array): Buffer {
    const payload = this.encoder.encode(frame)
    this.payloadBytes = payload.length
    this.message = this.#envelopes.seal(payload)
    return this.message
  }
}

/** One mix on its way to its listeners: limited, and encoded once per codec in use, on demand. */
export class EncodedMix {
  readonly limiter: Limiter
  /** The current frame; the mixer writes it before the first call of `message`. */
  readonly frame: Int16Array
  readonly #format: VoiceFormat
  readonly #encoded: () => void
  /** One stream per codec in use: so few that a linear search is cheapest. */
  readonly #streams: MixStream[] = []

  /** @param encoded called for each message that is built */
  constructor(format: VoiceFormat, encoded: () => void) {
    this.limiter = new Limiter(format.frameMs)
    this.frame = new Int16Array(frameLength(format))
    this.#format = format
    this.#encoded = encoded
  }

  /** Discards the messages of the previous frame. */
  renew(): void {
    for (const stream of this.#streams) stream.message = null
  }

  /**
   * Primes an encoder with the last frames of another stream, so that a listener who switches from that stream to this
   * one hears no click: the encoder's state has to match what the decoder has heard.
   */
  takeUp(codec: VoiceCodec, history: History): void {
    const { encoder } = this.#streamOf(codec)
    for (const frame of history) encoder.encode(frame)
  }

  /** Sends the frame in the listener's codec; the message is shared by all listeners with that codec. */
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
