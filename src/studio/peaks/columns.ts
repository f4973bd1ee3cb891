/** A waveform as screen columns: the minimum, the maximum and the RMS of the samples of each. */
export interface Columns {
  readonly min: Int16Array
  readonly max: Int16Array
  /** On the scale of the samples. */
  readonly rms: Float32Array
  /** Of each column, whether its samples clip; without it, minimum and maximum tell. */
  readonly clips?: Uint8Array
}

/** Values of `Columns.clips`: audio that was not rendered yet may clip. */
export const CLIPS = 1
export const MAY_CLIP = 2
/** The highest sample; the lowest is one below its negative. */
export const LOUDEST = 32_767

/** Whether a sample of a column has the highest or lowest value. */
export function reachesEnd({ min, max }: Columns, column: number): boolean {
  return max[column]! >= LOUDEST || min[column]! < -LOUDEST
}

/** Silent columns. */
export function emptyColumns(count: number): Columns {
  return { min: new Int16Array(count), max: new Int16Array(count), rms: new Float32Array(count) }
}

/** The first sample of column `index` when `length` samples from `from` are divided into `count` columns. */
export function columnStart(from: number, length: number, count: number, index: number): number {
  return from + Math.floor((length * index) / count)
}

/** The minimum, the maximum and the sum of squares of `samples[start..end)`, which must not be empty. */
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
 * Computes columns directly from samples.
 * @param bounds first sample of each column, and the end of the last; `samples` start at `bounds[0]`
 */
export function columnsOf(bounds: readonly number[], samples: Int16Array): Columns {
  const columns = emptyColumns(bounds.length - 1)
  for (let i = 0; i + 1 < bounds.length; i++) {
    const start = bounds[i]! - bounds[0]!
    // With fewer samples than columns, a sample spans several columns.
    const end = Math.max(start + 1, bounds[i + 1]! - bounds[0]!)
    const [min, max, squares] = measureSamples(samples, start, end)
    columns.min[i] = min
    columns.max[i] = max
    columns.rms[i] = Math.sqrt(squares / (end - start))
  }
  return columns
}
