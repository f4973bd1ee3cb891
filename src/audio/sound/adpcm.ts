import { clipped } from '../format.ts'
import type { SampleFormat } from './sample-format.ts'

/** Bytes of the head of a block, per channel. */
const IMA_HEAD = 4
const MS_HEAD = 7
/** Frames in the head of a block of MS ADPCM. */
const MS_HEAD_FRAMES = 2

/** Step sizes and changes of their index (IMA, Recommended Practices for Enhancing Digital Audio Compatibility, 1992). */
const STEPS = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118,
  130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060,
  1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484,
  7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
]
const INDEX_CHANGES = [-1, -1, -1, -1, 2, 4, 6, 8]
/** Factors of the step, in 1/256, and the usual predictors (Microsoft, New Multimedia Data Types and Data Techniques). */
const ADAPTATION = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230]
const SMALLEST_DELTA = 16

/** IMA ADPCM of WAV files: a head per channel, then 8 samples of each channel in turn, 4 bits each. */
export function imaAdpcm(channels: number, blockBytes: number): SampleFormat {
  const blockFrames = 1 + 8 * Math.floor((blockBytes / channels - IMA_HEAD) / 4)
  const decode = (bytes: Buffer, into: Float64Array) => {
    for (let block = 0; (block + 1) * blockBytes <= bytes.length; block++) {
      for (let channel = 0; channel < channels; channel++) {
        const head = block * blockBytes + channel * IMA_HEAD
        let sample = bytes.readInt16LE(head)
        let index = Math.min(bytes[head + 2]!, STEPS.length - 1)
        let to = block * blockFrames * channels + channel
        into[to] = sample
        for (let n = 0; n + 1 < blockFrames; n++) {
          const at = block * blockBytes + (channels + (n >> 3) * channels + channel) * IMA_HEAD + ((n & 7) >> 1)
          const nibble = n & 1 ? bytes[at]! >> 4 : bytes[at]! & 15
          const step = STEPS[index]!
          // One product, as ffmpeg computes it, instead of the sum of shifts, which rounds each part.
          const change = ((2 * (nibble & 7) + 1) * step) >> 3
          sample = clipped(sample + (nibble & 8 ? -change : change))
          index = Math.max(0, Math.min(STEPS.length - 1, index + INDEX_CHANGES[nibble & 7]!))
          to += channels
          into[to] = sample
        }
      }
    }
  }
  return { channels, blockBytes, blockFrames, decode }
}

/** Microsoft ADPCM. @param pairs predictor coefficients of the `fmt ` chunk, in 1/256, two each */
export function msAdpcm(channels: number, blockBytes: number, pairs: readonly number[]): SampleFormat {
  const blockFrames = MS_HEAD_FRAMES + Math.floor(((blockBytes - MS_HEAD * channels) * 2) / channels)
  const decode = (bytes: Buffer, into: Float64Array) => {
    for (let block = 0; (block + 1) * blockBytes <= bytes.length; block++) {
      const begin = block * blockBytes
      const word = (field: number, channel: number) => bytes.readInt16LE(begin + channels * field + 2 * channel)
      for (let channel = 0; channel < channels; channel++) {
        const predictor = 2 * bytes[begin + channel]!
        const [first, second] = [pairs[predictor] ?? 256, pairs[predictor + 1] ?? 0]
        let delta = word(1, channel)
        let last = word(3, channel)
        let before = word(5, channel)
        let to = block * blockFrames * channels + channel
        into[to] = before
        to += channels
        into[to] = last
        for (let n = channel; n < (blockFrames - MS_HEAD_FRAMES) * channels; n += channels) {
          const byte = bytes[begin + MS_HEAD * channels + (n >> 1)]!
          const nibble = n & 1 ? byte & 15 : byte >> 4
          const sample = clipped(
            Math.trunc((last * first + before * second) / 256) + (nibble & 8 ? nibble - 16 : nibble) * delta,
          )
          delta = Math.max(SMALLEST_DELTA, (ADAPTATION[nibble]! * delta) >> 8)
          before = last
          last = sample
          to += channels
          into[to] = sample
        }
      }
    }
  }
  return { channels, blockBytes, blockFrames, decode }
}
