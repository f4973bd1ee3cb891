import wavefile from 'wavefile'

/** How the audio of a file is stored: blocks of frames, a frame having one sample of each channel. */
export interface SampleFormat {
  readonly channels: number
  readonly blockBytes: number
  /** Frames per block; 1 unless the blocks are compressed. */
  readonly blockFrames: number
  /** Whether the bytes are already 16-bit mono samples, little-endian. */
  readonly plain?: boolean
  /** Decodes whole blocks to interleaved samples on the scale of 16 bits, which may exceed it. */
  decode(bytes: Buffer, into: Float64Array): void
}

/** One channel of 16 bits, as in the recordings of these programs. */
export const PLAIN: SampleFormat = { ...integers(1, 2, false), plain: true }

/** Signed integers, left-justified in `width` bytes (1 to 4). @param big whether the first byte is the highest */
export function integers(channels: number, width: number, big: boolean): SampleFormat {
  const top = big ? 0 : width - 1
  const lower = big ? 1 : -1
  const decode = (bytes: Buffer, into: Float64Array) => {
    for (let i = 0, at = top; i < into.length; i++, at += width) {
      const high = (bytes[at]! << 24) >> 16
      into[i] = width === 1 ? high : high + bytes[at + lower]! + (width > 2 ? bytes[at + 2 * lower]! / 256 : 0)
    }
  }
  return { channels, blockBytes: width * channels, blockFrames: 1, decode }
}

/** Floats of 4 or 8 bytes, full scale at 1; what is not a number is silent. */
export function floats(channels: number, width: number, big: boolean): SampleFormat {
  const decode = (bytes: Buffer, into: Float64Array) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let i = 0; i < into.length; i++) {
      const sample = width === 4 ? view.getFloat32(4 * i, !big) : view.getFloat64(8 * i, !big)
      into[i] = Number.isNaN(sample) ? 0 : sample * 32_768
    }
  }
  return { channels, blockBytes: width * channels, blockFrames: 1, decode }
}

/** One byte per sample, by a table: unsigned 8 bits, A-law or mu-law (ITU-T G.711). */
export function bytewise(channels: number, law: 'unsigned' | '8a' | '8m'): SampleFormat {
  const table = law === 'unsigned' ? Int16Array.from({ length: 256 }, (_, byte) => (byte - 128) << 8) : g711(law)
  const decode = (bytes: Buffer, into: Float64Array) => {
    for (let i = 0; i < into.length; i++) into[i] = table[bytes[i]!]!
  }
  return { channels, blockBytes: channels, blockFrames: 1, decode }
}

function g711(law: '8a' | '8m'): Int16Array {
  const wav = new wavefile.WaveFile()
  const bytes = Array.from({ length: 256 }, (_, byte) => byte)
  wav.fromScratch(1, 8_000, law, bytes)
  if (law === '8a') wav.fromALaw('16')
  else wav.fromMuLaw('16')
  return wav.getSamples(false, Int16Array) as unknown as Int16Array
}

const SIDE = Math.SQRT1_2
/** Weights in a mono mix by the bit of the channel mask: the front, the bass (left out), the rear, and the sides. */
const WEIGHTS = [SIDE, SIDE, 1, 0, 0.5, 0.5, SIDE, SIDE, 0.5, 0.5, 0.5]
/** Channel masks of files without one, by the number of channels. */
const USUAL_MASKS = [0, 0x4, 0x3, 0xb, 0x107, 0x37, 0x3f, 0x70f, 0x63f]

/**
 * The weight of each channel in a mono mix, with a sum of 1. Source: ITU-R BS.775-3, annex 4; normalised as by ffmpeg.
 * @param mask dwChannelMask of WAVE_FORMAT_EXTENSIBLE; 0 for the usual order
 */
export function mixWeights(channels: number, mask = 0): Float64Array {
  let bits = mask || (USUAL_MASKS[channels] ?? 0)
  const weights = new Float64Array(channels)
  for (let channel = 0; channel < channels && bits !== 0; channel++) {
    const bit = 31 - Math.clz32(bits & -bits)
    weights[channel] = WEIGHTS[bit] ?? 0.5
    bits &= bits - 1
  }
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return sum > 0 ? weights.map((weight) => weight / sum) : weights.fill(1 / channels)
}
