import { type AudioFormat, DEFAULT_FRAME_MS } from '../../audio/format.ts'
import type { Codec } from '../../protocol/shapes.ts'
import { toInt16 } from './audio-frames.ts'

/** The rate in Hz at which browsers decode Opus, whatever they are asked for. */
const OPUS_RATE = 48_000
const BITRATE = 24_000

/** Encodes frames of voice. The payloads follow in order, some ms later. */
export interface PageEncoder {
  readonly codec: Codec
  encode(samples: Float32Array): void
  close(): void
}

/** Decodes frames of voice in order. */
export interface PageDecoder {
  decode(payload: Uint8Array): void
  close(): void
}

/** Codecs that this browser supports at a rate, the preferred one first. */
export async function supportedCodecs(rate: number): Promise<Codec[]> {
  if (rate !== OPUS_RATE || typeof AudioEncoder === 'undefined' || typeof AudioDecoder === 'undefined') {
    return ['pcm']
  }
  const encoder = await AudioEncoder.isConfigSupported(opusEncoding(rate, DEFAULT_FRAME_MS)).catch(() => null)
  const decoder = await AudioDecoder.isConfigSupported(opusDecoding(rate)).catch(() => null)
  return encoder?.supported && decoder?.supported ? ['opus', 'pcm'] : ['pcm']
}

/** @param send receives each payload */
export function createEncoder(
  codec: Codec,
  format: AudioFormat,
  send: (payload: Uint8Array, codec: Codec) => void,
): PageEncoder {
  return codec === 'opus' ? new OpusPageEncoder(format, send) : new PcmPageEncoder(send)
}

/** @param pcm receives each frame as 16-bit samples. A frame that cannot be decoded is silent. */
export function createDecoder(
  codec: Codec,
  format: AudioFormat,
  pcm: (frame: Uint8Array<ArrayBuffer>, arrived: number) => void,
): PageDecoder {
  return codec === 'opus' ? new OpusPageDecoder(format, pcm) : new PcmPageDecoder(pcm)
}

class PcmPageEncoder implements PageEncoder {
  readonly codec = 'pcm'
  readonly #send: (payload: Uint8Array, codec: Codec) => void

  constructor(send: (payload: Uint8Array, codec: Codec) => void) {
    this.#send = send
  }

  encode(samples: Float32Array): void {
    this.#send(new Uint8Array(toInt16(samples).buffer), this.codec)
  }

  close(): void {}
}

class PcmPageDecoder implements PageDecoder {
  readonly #pcm: (frame: Uint8Array<ArrayBuffer>, arrived: number) => void

  constructor(pcm: (frame: Uint8Array<ArrayBuffer>, arrived: number) => void) {
    this.#pcm = pcm
  }

  decode(payload: Uint8Array): void {
    this.#pcm(payload.slice() as Uint8Array<ArrayBuffer>, performance.now())
  }

  close(): void {}
}

/** Microseconds per ms: the unit of WebCodecs. */
const MICRO = 1000

class OpusPageEncoder implements PageEncoder {
  readonly codec = 'opus'
  readonly #encoder: AudioEncoder
  readonly #rate: number
  #encoded = 0

  constructor({ rate, frameMs }: AudioFormat, send: (payload: Uint8Array, codec: Codec) => void) {
    this.#rate = rate
    this.#encoder = new AudioEncoder({
      output: (chunk) => {
        const payload = new Uint8Array(chunk.byteLength)
        chunk.copyTo(payload)
        send(payload, 'opus')
      },
      error: () => {},
    })
    this.#encoder.configure(opusEncoding(rate, frameMs))
  }

  encode(samples: Float32Array): void {
    if (this.#encoder.state !== 'configured') return
    const data = new AudioData({
      format: 'f32-planar',
      sampleRate: this.#rate,
      numberOfFrames: samples.length,
      numberOfChannels: 1,
      timestamp: (1000 * MICRO * this.#encoded) / this.#rate,
      data: samples as Float32Array<ArrayBuffer>,
    })
    this.#encoded += samples.length
    this.#encoder.encode(data)
    data.close()
  }

  close(): void {
    if (this.#encoder.state !== 'closed') this.#encoder.close()
  }
}

class OpusPageDecoder implements PageDecoder {
  readonly #format: AudioFormat
  readonly #pcm: (frame: Uint8Array<ArrayBuffer>, arrived: number) => void
  #decoder: AudioDecoder
  /** When the frames arrived that are being decoded, ms. */
  readonly #arrivals: number[] = []
  #decoded = 0

  constructor(format: AudioFormat, pcm: (frame: Uint8Array<ArrayBuffer>, arrived: number) => void) {
    this.#format = format
    this.#pcm = pcm
    this.#decoder = this.#create()
  }

  decode(payload: Uint8Array): void {
    if (this.#decoder.state === 'closed') this.#decoder = this.#create()
    this.#arrivals.push(performance.now())
    const timestamp = this.#decoded++ * this.#format.frameMs * MICRO
    this.#decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data: payload as Uint8Array<ArrayBuffer> }))
  }

  close(): void {
    if (this.#decoder.state !== 'closed') this.#decoder.close()
  }

  #create(): AudioDecoder {
    this.#arrivals.length = 0
    const decoder = new AudioDecoder({
      output: (data) => {
        const samples = new Float32Array(data.numberOfFrames)
        data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
        data.close()
        this.#pcm(new Uint8Array(toInt16(samples).buffer), this.#arrivals.shift() ?? performance.now())
      },
      // A broken frame closes the decoder; the next frame begins with a new one.
      error: () => {},
    })
    decoder.configure(opusDecoding(this.#format.rate))
    return decoder
  }
}

function opusEncoding(rate: number, frameMs: number): AudioEncoderConfig {
  const opus = { application: 'voip', frameDuration: frameMs * MICRO, signal: 'voice' }
  return { codec: 'opus', sampleRate: rate, numberOfChannels: 1, bitrate: BITRATE, opus } as AudioEncoderConfig
}

function opusDecoding(rate: number): AudioDecoderConfig {
  return { codec: 'opus', sampleRate: rate, numberOfChannels: 1 }
}
