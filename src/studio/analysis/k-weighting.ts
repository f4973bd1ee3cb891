/** Coefficients of a filter of second order, where a0 is 1. */
interface Biquad {
  readonly b: readonly [number, number, number]
  readonly a: readonly [number, number]
}

/**
 * The K weighting of ITU-R BS.1770-4 at any rate: a high shelf for the head, then a high pass. The standard gives
 * coefficients for 48 kHz alone; these come from the analogue filters behind them by the bilinear transform (with
 * the parameters that B. De Man derived from the standard, 2018), and are the same at 48 kHz.
 *
 * @returns a filter, to be given sample after sample
 */
export function kWeighting(rate: number): (sample: number) => number {
  const shelf = filterBy(highShelf(rate))
  const pass = filterBy(highPass(rate))
  return (sample) => pass(shelf(sample))
}

/** 4 dB above about 1.7 kHz. */
function highShelf(rate: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / rate)
  const q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  return {
    b: [
      (high + (band * k) / q + k * k) / a0,
      (2 * (k * k - high)) / a0,
      (high - (band * k) / q + k * k) / a0,
    ],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  }
}

/** What is below about 38 Hz counts less. */
function highPass(rate: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / rate)
  const q = 0.5003270373238773
  const a0 = 1 + k / q + k * k
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] }
}

function filterBy({ b: [b0, b1, b2], a: [a1, a2] }: Biquad): (sample: number) => number {
  let x1 = 0
  let x2 = 0
  let y1 = 0
  let y2 = 0
  return (sample) => {
    const y = b0 * sample + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
    x2 = x1
    x1 = sample
    y2 = y1
    y1 = y
    return y
  }
}
