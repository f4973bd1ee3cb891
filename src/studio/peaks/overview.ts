import { constants, type FileHandle, open } from 'node:fs/promises'
import { readBytes } from '../../audio/wav/riff-chunk.ts'
import { WavSource } from '../../audio/wav/wav-source.ts'
import type { Columns } from './columns.ts'
import { Peaks } from './peaks.ts'
import {
  BUCKET_BYTES,
  HEAD_BYTES,
  isHeadOf,
  keptBytes,
  levelFrom,
  levelSizes,
  openPeaks,
  peaksPath,
} from './peaks-file.ts'

/** Buckets of the level that is read, for each column: `Peaks` looks no closer then. */
const BUCKETS_A_COLUMN = 4
/** Neither follows a link nor waits for the other end of a pipe; Windows has none of both. */
const GUARDED = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * A whole WAV file as `count` columns. Of the peaks kept beside it only the level is read that this takes, some
 * kilobytes for hours of sound; where there are none they are measured and kept, as `openPeaks` does.
 *
 * @param onProgress told which share is measured; what it throws gives the work up
 * @throws Error with a sentence for people where it is no WAV file
 */
export async function overviewOf(
  path: string,
  count: number,
  onProgress?: (share: number) => void,
): Promise<Columns> {
  const source = await WavSource.open(path)
  try {
    const peaks = (await readKept(source, count)) ?? (await openPeaks(source, onProgress))
    return await peaks.columns(0, source.length, count)
  } finally {
    await source.close()
  }
}

async function readKept(source: WavSource, count: number): Promise<Peaks | null> {
  const file = await open(peaksPath(source.path), GUARDED).catch(() => null)
  if (!file) return null
  try {
    const about = await file.stat()
    if (!about.isFile() || about.size !== keptBytes(source.length)) return null
    if (!isHeadOf(await readBytes(file, 0, HEAD_BYTES), source)) return null
    return new Peaks(source, await readLevel(file, levelSizes(source.length), count))
  } finally {
    await file.close()
  }
}

/** The coarsest level that shows so many columns; none where even the finest does not. */
async function readLevel(file: FileHandle, sizes: readonly number[], count: number) {
  const index = sizes.findLastIndex((size) => size > count * BUCKETS_A_COLUMN)
  if (index < 0) return []
  const before = sizes.slice(0, index).reduce((sum, size) => sum + size * BUCKET_BYTES, HEAD_BYTES)
  return [levelFrom(await readBytes(file, before, sizes[index]! * BUCKET_BYTES), index)]
}
