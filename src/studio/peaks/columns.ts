/** What is drawn of a stretch of sound: for each column its lowest and highest sample and its loudness. */
export interface Columns {
  readonly min: Int16Array
  readonly max: Int16Array
  /** Root of the mean square, in samples. */
  readonly rms: Float32Array
}

/** Columns that hold no sound. */
export function emptyColumns(count: number): Columns {
  return { min: new Int16Array(count), max: new Int16Array(count), rms: new Float32Array(count) }
}

/** The first sample, counted from `from`, of column `index`, where `length` samples fall into `count` columns. */
export function columnStart(from: number, length: number, count: number, index: number): number {
  return from + Math.floor((length * index) / count)
}

/** The lowest and the highest of `samples[start..end)`, which are at least one, and the sum of their squares. */
export function measureSamples(samples: Int16Array, start: number, end: number): [number, number, number] {
  let min = 32_767
  let max = -32_768
  let squares = 0
  for (let i = start; i < end; i++) {
    const sample = samples[i]!
    if (sample < min) min = sample
    if (sample > max) max = sample
    squares += sample * sample
  }
  return [min, max, squares]
}

/**
 * Columns of samples that are all there.
 * @param bounds first sample of each column, and the end of the last; `samples` begin at the first of them
 */
export function columnsOf(bounds: readonly number[], samples: Int16Array): Columns {
  const columns = emptyColumns(bounds.length - 1)
  for (let i = 0; i + 1 < bounds.length; i++) {
    const start = bounds[i]! - bounds[0]!
    // Where there are fewer samples than columns, a sample is as wide as some.
    const end = Math.max(start + 1, bounds[i + 1]! - bounds[0]!)
    const [min, max, squares] = measureSamples(samples, start, end)
    columns.min[i] = min
    columns.max[i] = max
    columns.rms[i] = Math.sqrt(squares / (end - start))
  }
  return columns
}
