/** Converts samples in [-1, 1] to 16 bits. Values beyond are clipped. */
export function toInt16(samples: Float32Array): Int16Array<ArrayBuffer> {
  const out = new Int16Array(samples.length)
  for (let i = 0; i < samples.length; i++) {
    const value = Math.max(-1, Math.min(1, samples[i]!))
    out[i] = Math.round(value * 32767)
  }
  return out
}
