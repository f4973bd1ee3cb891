/** Samples that one low is taken of: between two collections of garbage memory only grows. */
const WINDOW = 15
/** Lows that make a line: two minutes. */
const FEWEST = 8

/**
 * How fast memory grows, by the line of least squares through the lows of a saw.
 * @param samples MB, one a second.
 * @returns MB a minute; 0 where there are too few samples to tell.
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
