/** Shortest and longest piece that a splice takes out, in ms: a pitch period of a voice lies between them. */
const SHORTEST_MS = 2.5
const LONGEST_MS = 12.5
/** ms of sound that are held against their repetition when the period is looked for. */
const TEMPLATE_MS = 8
/** The coarse search looks at about this many samples a second. */
const COARSE_RATE = 8_000

/** Fewest samples that a splice at `rate` Hz takes out. */
export function shortestSplice(rate: number): number {
  return Math.ceil((rate * SHORTEST_MS) / 1000)
}

/** Most samples that a splice at `rate` Hz takes out. */
export function longestSplice(rate: number): number {
  return Math.floor((rate * LONGEST_MS) / 1000)
}

/**
 * The number of samples, between `shortestSplice` and `limit`, after which `samples` repeat themselves best:
 * the lag of the highest normalised correlation, looked for coarsely and then to the sample. The way of WSOLA
 * (W. Verhelst and M. Roelands, 1993).
 *
 * @param samples at least `limit` samples longer than the template of 8 ms.
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
 * Takes `lag` samples out of the start of `samples`, in place: what would have come first fades into what
 * comes `lag` later. The shortened sound begins at index `lag`.
 */
export function spliceOut(samples: Int16Array, lag: number): void {
  for (let i = 0; i < lag; i++) {
    const weight = (i + 1) / (lag + 1)
    samples[lag + i] = Math.round(samples[i]! * (1 - weight) + samples[lag + i]! * weight)
  }
}
