/** `length` samples of a sine of `hz` at `rate` Hz, `amplitude` of full scale (0..1), beginning at sample `from`. */
export function sine(hz: number, rate: number, length: number, amplitude = 0.1, from = 0): Int16Array {
  const samples = new Int16Array(length)
  for (let i = 0; i < length; i++) {
    samples[i] = Math.round(32767 * amplitude * Math.sin((2 * Math.PI * hz * (from + i)) / rate))
  }
  return samples
}

/**
 * Level in dBFS of the component at `hz` in `samples` (a full-scale sine is 0), by the Goertzel algorithm
 * (G. Goertzel, 1958). Whole periods give the sharpest answer.
 */
export function toneLevel(samples: Int16Array, hz: number, rate: number): number {
  const w = (2 * Math.PI * hz) / rate
  let s1 = 0
  let s2 = 0
  for (const x of samples) {
    const s0 = x + 2 * Math.cos(w) * s1 - s2
    s2 = s1
    s1 = s0
  }
  const power = s1 * s1 + s2 * s2 - 2 * Math.cos(w) * s1 * s2
  const amplitude = (2 * Math.sqrt(Math.max(power, 0))) / samples.length
  return 20 * Math.log10(Math.max(amplitude, 1e-9) / 32767)
}
