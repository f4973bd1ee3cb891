/** Level of digital silence, in dBFS: far below what 16 bits can hold. */
export const SILENCE = -120

const FULL_SCALE = 32768

/**
 * Root mean square level of samples in dBFS, where a square wave of full scale is 0 and a sine of full scale
 * is -3.01 (AES17 would call the sine 0).
 *
 * @param stride looks at every n-th sample only: enough to tell whether somebody talks.
 */
export function rmsLevel(samples: Int16Array, stride = 1): number {
  let sum = 0
  let count = 0
  for (let i = 0; i < samples.length; i += stride) {
    const sample = samples[i]!
    sum += sample * sample
    count++
  }
  if (sum === 0) return SILENCE
  return 10 * Math.log10(sum / count / (FULL_SCALE * FULL_SCALE))
}

/** The loudest of some samples as a share of full scale, 0 to 1. */
export function peakLevel(samples: Int16Array): number {
  let peak = 0
  for (let i = 0; i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i]!))
  return peak / FULL_SCALE
}

/** The factor of a gain in dB: 0 dB is 1, -6.02 dB is 0.5. */
export function gainFactor(db: number): number {
  return 10 ** (db / 20)
}
