/** The level that stands for digital silence, in dBFS: far below the quietest 16-bit signal. */
export const SILENCE = -120

const FULL_SCALE = 32768

/**
 * The RMS level of samples in dBFS. A full-scale square wave is 0 and a full-scale sine is -3.01 (unlike AES17, where
 * the sine is 0).
 *
 * @param stride uses only every n-th sample, which is enough to detect talking
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

/** The peak of samples relative to full scale, 0 to 1. */
export function peakLevel(samples: Int16Array): number {
  let peak = 0
  for (let i = 0; i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i]!))
  return peak / FULL_SCALE
}

/** Converts a gain in dB to an amplitude factor: 0 dB is 1, -6.02 dB is 0.5. */
export function gainFactor(db: number): number {
  return 10 ** (db / 20)
}
