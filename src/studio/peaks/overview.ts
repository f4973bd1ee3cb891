import { constants, type FileHandle, open } from 'node:fs/promises'
import { SoundSource } from '../../audio/sound/sound-source.ts'
import { readBytes } from '../../audio/wav/riff-chunk.ts'
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

/** Minimum buckets per column of the level to read, as in `Peaks`. */
const BUCKETS_PER_COLUMN = 4
/** Neither follows a link nor blocks on a pipe; Windows has neither flag. */
const GUARDED = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * The waveform of a whole WAV file as `count` columns. Reads only the level of its peaks file that this needs, a few
 * kilobytes for hours of audio; without a valid peaks file it measures and stores the peaks, as `openPeaks` does.
 *
 * @param onProgress called with the fraction measured, 0 to 1; an exception from it cancels the measurement
 * @throws Error with a message for the user when it is no sound file
 */
export async function overviewOf(path: string, count: number, onProgress?: (share: number) => void): Promise<Columns> {
  const source = await SoundSource.open(path)
  try {
    const peaks = (await readKept(source, count)) ?? (await openPeaks(source, onProgress))
    return await peaks.columns(0, source.length, count)
  } finally {
    await source.close()
  }
}

async function readKept(source: SoundSource, count: number): Promise<Peaks | null> {
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

/** The coarsest level with enough buckets for `count` columns; empty when even the finest has too few. */
async function readLevel(file: FileHandle, sizes: readonly number[], count: number) {
  const index = sizes.findLastIndex((size) => size > count * BUCKETS_PER_COLUMN)
  if (index < 0) return []
  const before = sizes.slice(0, index).reduce((sum, size) => sum + size * BUCKET_BYTES, HEAD_BYTES)
  return [levelFrom(await readBytes(file, before, sizes[index]! * BUCKET_BYTES), index)]
}
