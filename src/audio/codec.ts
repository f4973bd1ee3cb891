import { type AudioFormat, frameBytes } from './format.ts'
import { OPUS_FRAMES, OPUS_RATES, OpusDecoder, OpusEncoder } from './opus.ts'

/** What names a codec in the contract. */
export type CodecName = 'opus' | 'pcm'

/** Encodes the frames of one stream. */
export interface FrameEncoder {
  /** @returns the payload, which may be a view of `frame`: it is valid until that is written again */
  encode(frame: Int16Array): Uint8Array
}

/** Decodes the frames of one stream. */
export interface FrameDecoder {
  /**
   * @returns 16-bit little-endian samples, which may be a view of `payload`; null when it is not a frame of the
   *   stream's format
   */
  toPcm(payload: Uint8Array): Uint8Array | null
  /** Frees what it holds; it decodes nothing afterwards. */
  close(): void
}

/** How voice is encoded. Looked up once per stream, not per frame. */
export interface VoiceCodec {
  readonly name: CodecName
  /** For people. */
  readonly title: string
  /** Sample rates in Hz that it supports; null when it supports any. */
  readonly rates: readonly number[] | null
  /** Frame lengths in ms that it supports; null when it supports any. */
  readonly frames: readonly number[] | null
  /**
   * ms of earlier sound that influence how a frame is decoded. An encoder that takes over a stream is fed so much
   * sound first, so that the switch is not heard.
   */
  readonly memoryMs: number
  /** Bytes that every payload has; null when they vary, and the decoder judges each. */
  payloadBytes(format: AudioFormat): number | null
  /** @param bitrate bits per second; ignored by a codec of fixed size */
  createEncoder(format: AudioFormat, bitrate: number): FrameEncoder
  createDecoder(format: AudioFormat): FrameDecoder
}

/** The samples of a frame as they lie in memory, without a copy. */
class PcmEncoder implements FrameEncoder {
  #frame: Int16Array | null = null
  #bytes: Uint8Array = new Uint8Array(0)

  encode(frame: Int16Array): Uint8Array {
    // A mixer encodes the same array again and again: its view is created once.
    if (frame !== this.#frame) {
      this.#frame = frame
      this.#bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength)
    }
    return this.#bytes
  }
}

const pcmDecoder: FrameDecoder = { toPcm: (payload) => payload, close: () => {} }

/** The codec that every program knows, and that a frame has which names none. */
export const PCM: VoiceCodec = {
  name: 'pcm',
  title: 'PCM',
  rates: null,
  frames: null,
  memoryMs: 0,
  payloadBytes: frameBytes,
  createEncoder: () => new PcmEncoder(),
  createDecoder: () => pcmDecoder,
}

/** The codecs of voice by name, the preferred one first. */
export const codecs: Readonly<Record<CodecName, VoiceCodec>> = {
  opus: {
    name: 'opus',
    title: 'Opus',
    rates: OPUS_RATES,
    frames: OPUS_FRAMES,
    memoryMs: 100,
    payloadBytes: () => null,
    createEncoder: (format, bitrate) => new OpusEncoder(format, bitrate),
    createDecoder: (format) => new OpusDecoder(format),
  },
  pcm: PCM,
}

/** Whether a codec supports this sample rate and frame length. */
export function supportsFormat({ rates, frames }: VoiceCodec, { rate, frameMs }: AudioFormat): boolean {
  return (rates === null || rates.includes(rate)) && (frames === null || frames.includes(frameMs))
}

/** The names of the codecs that a choice allows, the preferred one first; PCM is always among them. */
export function codecsFor(choice: CodecName | 'auto'): CodecName[] {
  return Object.values(codecs)
    .filter((codec) => choice === 'auto' || codec.name === choice || codec === PCM)
    .map(({ name }) => name)
}

/** The preferred codec among `names`; PCM when none of them is known. */
export function preferredCodec(names: readonly string[]): VoiceCodec {
  return Object.values(codecs).find(({ name }) => names.includes(name)) ?? PCM
}

/** The decoders of one stream, which may change its codec between frames. Each is created at its first frame. */
export class StreamDecoder {
  readonly #format: AudioFormat
  readonly #decoders = new Map<CodecName, FrameDecoder>()
  #codec: CodecName = PCM.name
  #decoder: FrameDecoder = pcmDecoder

  constructor(format: AudioFormat) {
    this.#format = format
  }

  /** As `FrameDecoder.toPcm`, for a frame of this codec. */
  toPcm(payload: Uint8Array, codec: CodecName): Uint8Array | null {
    if (codec !== this.#codec) this.#change(codec)
    return this.#decoder.toPcm(payload)
  }

  /** Frees the decoders; they are created again when another frame comes. */
  close(): void {
    for (const decoder of this.#decoders.values()) decoder.close()
    this.#decoders.clear()
    this.#codec = PCM.name
    this.#decoder = pcmDecoder
  }

  #change(codec: CodecName): void {
    this.#decoder = this.#decoders.get(codec) ?? codecs[codec].createDecoder(this.#format)
    this.#decoders.set(codec, this.#decoder)
    this.#codec = codec
  }
}
