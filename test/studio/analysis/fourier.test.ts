import { expect, test } from 'vitest'
import { Fourier } from '../../../src/studio/analysis/fourier.ts'

test('the FFT matches the DFT sum, and its inverse restores the input', () => {
  const size = 16
  const re = Float64Array.from({ length: size }, (_, i) => Math.sin(i * i))
  const im = Float64Array.from({ length: size }, (_, i) => Math.cos(3 * i))
  const [x, y] = [re.slice(), im.slice()]
  const fourier = new Fourier(size)
  fourier.forward(x, y)
  for (let k = 0; k < size; k++) {
    let [a, b] = [0, 0]
    for (let n = 0; n < size; n++) {
      const angle = (-2 * Math.PI * k * n) / size
      a += re[n]! * Math.cos(angle) - im[n]! * Math.sin(angle)
      b += re[n]! * Math.sin(angle) + im[n]! * Math.cos(angle)
    }
    expect(x[k]).toBeCloseTo(a, 9)
    expect(y[k]).toBeCloseTo(b, 9)
  }
  fourier.back(x, y)
  for (let n = 0; n < size; n++) {
    expect(x[n]).toBeCloseTo(re[n]!, 12)
    expect(y[n]).toBeCloseTo(im[n]!, 12)
  }
})
