/**
 * An in-place radix-2 FFT of `size` complex numbers, a power of two, by decimation in time (J. W. Cooley and
 * J. W. Tukey, 1965). `back` is the exact inverse of `forward`.
 */
export class Fourier {
  readonly size: number
  readonly #cos: Float64Array
  readonly #sin: Float64Array
  /** The bit-reversal permutation. */
  readonly #order: Uint32Array

  constructor(size: number) {
    this.size = size
    const angles = Float64Array.from({ length: size / 2 }, (_, i) => (2 * Math.PI * i) / size)
    this.#cos = angles.map(Math.cos)
    this.#sin = angles.map(Math.sin)
    this.#order = new Uint32Array(size)
    for (let i = 1; i < size; i++) this.#order[i] = (this.#order[i >> 1]! >> 1) | (i & 1 ? size >> 1 : 0)
  }

  forward(re: Float64Array, im: Float64Array): void {
    this.#transform(re, im)
  }

  back(re: Float64Array, im: Float64Array): void {
    // Swapping the real and imaginary parts inverts the transform.
    this.#transform(im, re)
    for (let i = 0; i < this.size; i++) {
      re[i]! /= this.size
      im[i]! /= this.size
    }
  }

  #transform(re: Float64Array, im: Float64Array): void {
    const { size } = this
    for (let i = 0; i < size; i++) {
      const j = this.#order[i]!
      if (j <= i) continue
      const [a, b] = [re[i]!, im[i]!]
      re[i] = re[j]!
      im[i] = im[j]!
      re[j] = a
      im[j] = b
    }
    for (let half = 1; half < size; half *= 2) {
      const step = size / (2 * half)
      for (let start = 0; start < size; start += 2 * half) {
        for (let i = start, turn = 0; i < start + half; i++, turn += step) {
          const [cos, sin] = [this.#cos[turn]!, this.#sin[turn]!]
          const [x, y] = [re[i + half]!, im[i + half]!]
          const a = x * cos + y * sin
          const b = y * cos - x * sin
          re[i + half] = re[i]! - a
          im[i + half] = im[i]! - b
          re[i] = re[i]! + a
          im[i] = im[i]! + b
        }
      }
    }
  }
}
