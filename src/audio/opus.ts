import { Encoder } from '@evan/opus'
import { Decoder } from '@evan/opus/wasm/index.js'
import { type AudioFormat, frameLength } from './format.ts'

/** Rates in Hz that Opus works at; a server at another rate speaks PCM. */
export const OPUS_RATES = [8_000, 12_000, 16_000, 24_000, 48_000] as const
type OpusRate = (typeof OPUS_RATES)[number]
/** Frames in ms that Opus knows, of those that are whole (RFC 6716, section 2.1.4). */
export const OPUS_FRAMES = [5, 10, 20, 40, 60]

/** Bytes that a frame may have; at 64 kbit/s one has 160. */
export const MAX_OPUS_BYTES = 1_275
/** Half of the cost of the highest, and no difference that one hears in a voice. */
const COMPLEXITY = 5

/** Turns the frames of one stream into Opus; it remembers the ones before. */
export class OpusEncoder {
  readonly #encoder: Encoder

  /** @param format one that Opus supports. */
  constructor({ rate }: AudioFormat, bitrate: number) {
    this.#encoder = new Encoder({ channels: 1, sample_rate: rate as OpusRate, application: 'restricted_lowdelay' })
    this.#encoder.bitrate = bitrate
    this.#encoder.complexity = COMPLEXITY
    this.#encoder.dtx = true
  }

  /** Encodes a frame; the result is the caller's. */
  encode(frame: Int16Array): Uint8Array {
    return this.#encoder.encode(frame)
  }
}

/**
 * Turns one stream's Opus frames back into sound. Its bytes come from strangers, so libopus runs as WebAssembly here: a
 * fault in it can reach neither the memory nor the system calls of this process. Encoders see only samples of this
 * process and are native, which is twice as fast (docs/PERFORMANCE.md).
 */
export class OpusDecoder {
  #decoder: Decoder | null
  readonly #format: AudioFormat

  /** @param format one that Opus supports. */
  constructor(format: AudioFormat) {
    this.#format = format
    this.#decoder = new Decoder({ channels: 1, sample_rate: format.rate })
  }

  /**
   * Decodes a packet that must hold one frame.
   * @returns the samples, or null where the bytes are no such frame; what was heard before is not lost by it.
   */
  decode(payload: Uint8Array): Int16Array | null {
    if (payload.length > MAX_OPUS_BYTES || opusDuration(payload) !== this.#format.frameMs) return null
    if (this.#decoder === null) return null
    try {
      const pcm = this.#decoder.decode(payload)
      const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / 2)
      return samples.length === frameLength(this.#format) ? samples : null
    } catch {
      return null
    }
  }

  /** As `decode`; the samples as bytes. */
  toPcm(payload: Uint8Array): Uint8Array | null {
    const samples = this.decode(payload)
    return samples && new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  }

  /** Frees its memory at once; from then on every packet is null. Without it that happens at some garbage collection. */
  close(): void {
    this.#decoder?.drop()
    this.#decoder = null
  }
}

/** Frame durations in ms by the two low bits of the configuration number, for its three modes (RFC 6716, table 2). */
const SILK_MS = [10, 20, 40, 60]
const HYBRID_MS = [10, 20]
const CELT_MS = [2.5, 5, 10, 20]

/**
 * How many ms of sound a payload claims to hold, by its first byte (RFC 6716, section 3.1), NaN where it claims
 * nothing that can be. It may claim up to 120 ms, and is believed only after this.
 */
export function opusDuration(payload: Uint8Array): number {
  const toc = payload[0]
  if (toc === undefined) return Number.NaN
  const configuration = toc >> 3
  const frameMs =
    configuration < 12
      ? SILK_MS[configuration % 4]!
      : configuration < 16
        ? HYBRID_MS[configuration % 2]!
        : CELT_MS[configuration % 4]!
  const code = toc & 3
  if (code === 0) return frameMs
  if (code < 3) return 2 * frameMs
  const count = (payload[1] ?? 0) & 63
  return count === 0 ? Number.NaN : count * frameMs
}
