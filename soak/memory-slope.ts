/** Samples per minimum: memory only grows between two garbage collections. */
const WINDOW = 15
/** Number of minima needed for a slope: two minutes. */
const FEWEST = 8

/**
 * Estimates memory growth with a least-squares line through the minima of its sawtooth.
 *
 * @param samples MB, one per second
 * @returns MB per minute; 0 if there are too few samples
 */
export function memorySlope(samples: readonly number[]): number {
  const lows: number[] = []
  for (let at = 0; at + WINDOW <= samples.length; at += WINDOW) {
    lows.push(Math.min(...samples.slice(at, at + WINDOW)))
  }
  if (lows.length < FEWEST) return 0
  const middle = (lows.length - 1) / 2
  const mean = lows.reduce((sum, low) => sum + low, 0) / lows.length
  const rise = lows.reduce((sum, low, i) => sum + (i - middle) * (low - mean), 0)
  const run = lows.reduce((sum, _, i) => sum + (i - middle) ** 2, 0)
  return (rise / run) * (60 / WINDOW)
}
