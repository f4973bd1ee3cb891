import type { SampleSource } from '../../audio/sound/sample-source.ts'
import { type Columns, emptyColumns, measureSamples } from './columns.ts'

/** Samples per bucket at the finest level. */
export const BUCKET = 256
/** Buckets of a level per bucket of the next. */
export const STEP = 16
/** Samples per read, a whole number of buckets. */
const BLOCK = BUCKET * 1024

/** Minimum, maximum and RMS of each `bucket` samples; the last bucket may hold fewer. */
export interface PeakLevel extends Columns {
  /** Samples. */
  readonly bucket: number
}

/**
 * Measures the peaks of a source in one pass, block by block.
 * @param onProgress called now and then with the fraction read, 0 to 1
 * @returns the levels, each coarser than the one before by a factor of `STEP`; the last has at most `STEP` buckets
 */
export async function measureLevels(
  source: SampleSource,
  onProgress: (share: number) => void = () => {},
): Promise<PeakLevel[]> {
  const finest = { bucket: BUCKET, ...emptyColumns(Math.ceil(source.length / BUCKET)) }
  const block = new Int16Array(BLOCK)
  for (let at = 0; at < source.length; at += BLOCK) {
    const length = Math.min(BLOCK, source.length - at)
    await source.read(at, block.subarray(0, length))
    for (let i = 0; i < length; i += BUCKET) {
      const end = Math.min(i + BUCKET, length)
      const [min, max, squares] = measureSamples(block, i, end)
      const index = (at + i) / BUCKET
      finest.min[index] = min
      finest.max[index] = max
      finest.rms[index] = Math.sqrt(squares / (end - i))
    }
    onProgress((at + length) / source.length)
  }
  const levels = [finest]
  for (let level = finest; level.min.length > STEP; levels.push(level)) level = coarser(level)
  return levels
}

function coarser(finer: PeakLevel): PeakLevel {
  const count = Math.ceil(finer.min.length / STEP)
  const level = { bucket: finer.bucket * STEP, ...emptyColumns(count) }
  for (let i = 0; i < count; i++) gather(finer, i * STEP, Math.min((i + 1) * STEP, finer.min.length), level, i)
  return level
}

/** Combines buckets `from` to `to` of a level into one column. */
export function gather(level: Columns, from: number, to: number, into: Columns, column: number): void {
  let min = 32_767
  let max = -32_768
  let squares = 0
  for (let i = from; i < to; i++) {
    if (level.min[i]! < min) min = level.min[i]!
    if (level.max[i]! > max) max = level.max[i]!
    squares += level.rms[i]! ** 2
  }
  into.min[column] = min
  into.max[column] = max
  into.rms[column] = Math.sqrt(squares / (to - from))
}
