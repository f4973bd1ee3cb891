import type { SampleSource } from '../../audio/wav/sample-source.ts'
import { type Columns, emptyColumns, measureSamples } from './columns.ts'

/** Samples of a bucket at the finest level. */
export const BUCKET = 256
/** How many buckets of a level make one of the next. */
export const STEP = 16
/** Samples read at once, a whole number of buckets. */
const BLOCK = BUCKET * 1024

/** Lowest, highest and loudness of each `bucket` samples; the last bucket may be of fewer. */
export interface PeakLevel extends Columns {
  /** Samples. */
  readonly bucket: number
}

/**
 * Reads all of a source once, block by block.
 * @param onProgress told now and then which share is read, 0 to 1
 * @returns levels of which each is coarser than the one before by `STEP`; the last has `STEP` buckets or fewer
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
  for (let i = 0; i < count; i++)
    gather(finer, i * STEP, Math.min((i + 1) * STEP, finer.min.length), level, i)
  return level
}

/** Puts what buckets `from` up to `to` of a level hold together into a column. */
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
