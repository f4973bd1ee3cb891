import type { Segment } from './timeline.ts'

/** Segment lists are immutable, so each is summed once. */
const known = new WeakMap<readonly Segment[], Float64Array>()

/** The end of each segment of a track, in samples. */
export function segmentEnds(segments: readonly Segment[]): Float64Array {
  const found = known.get(segments)
  if (found) return found
  let end = 0
  const ends = Float64Array.from(segments, ({ length }) => {
    end += length
    return end
  })
  known.set(segments, ends)
  return ends
}

/** Index of the first of ascending numbers above `value` (binary search), or their count when there is none. */
export function firstAbove(numbers: Float64Array, value: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}
