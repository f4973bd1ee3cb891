/** Shortest and longest piece removed by a splice, in ms: the pitch period of a voice lies between them. */
const SHORTEST_MS = 2.5
const LONGEST_MS = 12.5
/** ms of audio that are correlated in the search for the period. */
const TEMPLATE_MS = 8
/** Sample rate of the coarse search in Hz. */
const COARSE_RATE = 8_000

/** Minimum number of samples that a splice removes at `rate` Hz. */
export function shortestSplice(rate: number): number {
  return Math.ceil((rate * SHORTEST_MS) / 1000)
}

/** Maximum number of samples that a splice removes at `rate` Hz. */
export function longestSplice(rate: number): number {
  return Math.floor((rate * LONGEST_MS) / 1000)
}

/**
 * Estimates the period of `samples`: the lag between `shortestSplice` and `limit` with the highest normalised
 * cross-correlation, searched coarsely and then to the sample. This is the search of WSOLA (W. Verhelst and M. Roelands,
 * 1993).
 *
 * @param samples at least `limit` samples longer than the template of 8 ms
 * @param limit maximum lag in samples
 * @param rate sample rate in Hz
 */
export function bestLag(samples: Int16Array, limit: number, rate: number): number {
  const step = Math.max(1, Math.floor(rate / COARSE_RATE))
  const shortest = shortestSplice(rate)
  const template = Math.min(Math.floor((rate * TEMPLATE_MS) / 1000), samples.length - limit)
  const coarse = searchLag(samples, template, shortest, limit, step)
  return searchLag(samples, template, Math.max(shortest, coarse - step), Math.min(limit, coarse + step), 1)
}

function searchLag(samples: Int16Array, template: number, from: number, to: number, step: number): number {
  let best = to
  let bestLikeness = -Infinity
  for (let lag = from; lag <= to; lag += step) {
    let product = 0
    let energy = 1
    for (let i = 0; i < template; i += step) {
      const later = samples[i + lag]!
      product += samples[i]! * later
      energy += later * later
    }
    const likeness = product / Math.sqrt(energy)
    if (likeness > bestLikeness) {
      bestLikeness = likeness
      best = lag
    }
  }
  return best
}

/**
 * Removes `lag` samples from the start of `samples`, in place, by cross-fading the start into the samples `lag` later. The
 * shortened audio begins at index `lag`.
 */
export function spliceOut(samples: Int16Array, lag: number): void {
  for (let i = 0; i < lag; i++) {
    const weight = (i + 1) / (lag + 1)
    samples[lag + i] = Math.round(samples[i]! * (1 - weight) + samples[lag + i]! * weight)
  }
}
