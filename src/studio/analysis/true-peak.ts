/** Taps of the interpolator of ITU-R BS.1770-4, annex 2, for the first two of four phases; the others mirror them. */
const PHASES = [
  [
    0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625, 0.97216796875,
    -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
  ],
  [
    -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625, 0.77978515625,
    -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
  ],
] as const
const TAPS = 12
/** Samples needed on either side of those whose true peak is measured. */
export const PEAK_MARGIN = TAPS / 2
/** The most by which interpolation can exceed the samples around: the sum of the magnitudes of the taps. */
const MOST_OVER = 2.03
/** Samples that are passed over together where none of them is loud enough. */
const RUN = 64

/**
 * The true peak at each sample, by four times oversampling (ITU-R BS.1770-4, annex 2): the largest magnitude of the sample
 * and of the curve from the one before to the one after it.
 *
 * @param samples with `PEAK_MARGIN` extra samples on either side
 * @param threshold peaks up to it are not interpolated, which saves most of the work; the magnitude of the sample is
 *   returned for them
 */
export function truePeaks(samples: Float64Array, threshold: number): Float64Array {
  const peaks = new Float64Array(Math.max(0, samples.length - 2 * PEAK_MARGIN))
  for (let i = 0; i < peaks.length; i++) peaks[i] = Math.abs(samples[i + PEAK_MARGIN]!)
  for (let from = PEAK_MARGIN - 1; from < samples.length - PEAK_MARGIN; from += RUN) {
    const to = Math.min(from + RUN, samples.length - PEAK_MARGIN)
    let loudest = 0
    for (let i = from - PEAK_MARGIN + 1; i < to + PEAK_MARGIN; i++) loudest = Math.max(loudest, Math.abs(samples[i]!))
    if (loudest * MOST_OVER <= threshold) continue
    for (let i = from; i < to; i++) {
      const peak = between(samples, i)
      const at = i - PEAK_MARGIN
      if (at >= 0 && peak > peaks[at]!) peaks[at] = peak
      if (at + 1 < peaks.length && peak > peaks[at + 1]!) peaks[at + 1] = peak
    }
  }
  return peaks
}

/** The largest magnitude of the curve between sample `at` and the next one. */
function between(samples: Float64Array, at: number): number {
  let peak = 0
  for (const taps of PHASES) {
    let forward = 0
    let back = 0
    for (let tap = 0; tap < TAPS; tap++) {
      forward += taps[tap]! * samples[at + PEAK_MARGIN - tap]!
      back += taps[tap]! * samples[at - PEAK_MARGIN + 1 + tap]!
    }
    peak = Math.max(peak, Math.abs(forward), Math.abs(back))
  }
  return peak
}

/** Measures the true peak of audio that arrives in blocks. */
export class TruePeakMeter {
  #tail = new Float64Array(2 * PEAK_MARGIN)
  #highest = 0

  add(block: Float64Array): void {
    const around = new Float64Array(this.#tail.length + block.length)
    around.set(this.#tail)
    around.set(block, this.#tail.length)
    this.#tail = around.slice(-this.#tail.length)
    this.#measure(around)
  }

  /** The true peak of all that was added, on the scale of the samples. */
  get peak(): number {
    this.add(new Float64Array(2 * PEAK_MARGIN))
    return this.#highest
  }

  #measure(around: Float64Array): void {
    for (const peak of truePeaks(around, this.#highest)) if (peak > this.#highest) this.#highest = peak
  }
}
