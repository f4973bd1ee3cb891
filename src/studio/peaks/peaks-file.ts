import { lstat, readFile } from 'node:fs/promises'
import type { SoundSource } from '../../audio/sound/sound-source.ts'
import { writeAtomically } from '../../lib/atomic-file.ts'
import { BUCKET, measureLevels, type PeakLevel, STEP } from './peak-levels.ts'
import { Peaks } from './peaks.ts'

/** Includes the version: a file with another prefix is replaced. */
const MAGIC = 'PARLORPEAKS1\n\n\n\n'
/** Magic, then size (bytes), modification time (ms) and samples of the WAV file, as float64 LE. */
export const HEAD_BYTES = MAGIC.length + 3 * 8
/** Bytes per bucket at any level: int16 minimum, int16 maximum, float32 RMS. */
export const BUCKET_BYTES = 2 + 2 + 4

/** The peaks file of a WAV file, in the same folder. */
export function peaksPath(wavPath: string): string {
  return `${wavPath}.peaks`
}

/**
 * The peaks of a WAV file: read from its peaks file when that matches in size and modification time, otherwise
 * measured and stored. A failure to store them is ignored.
 *
 * @param onProgress called with the fraction measured, 0 to 1
 */
export async function openPeaks(source: SoundSource, onProgress?: (share: number) => void): Promise<Peaks> {
  const path = peaksPath(source.path)
  const there = await lstat(path).catch(() => null)
  // A link or a special file in its place is neither read nor written.
  const ours = there === null || there.isFile()
  const kept = there && ours && there.size === keptBytes(source.length) ? await readKept(path, source) : null
  if (kept) return new Peaks(source, kept)
  const levels = await measureLevels(source, onProgress)
  if (ours) keep(path, encode(levels, source))
  return new Peaks(source, levels)
}

function readKept(path: string, source: SoundSource): Promise<PeakLevel[] | null> {
  return readFile(path).then(
    (bytes) => decode(bytes, source),
    () => null,
  )
}

function keep(path: string, bytes: Buffer): void {
  try {
    writeAtomically(path, bytes)
  } catch {
    // The peaks are measured again next time.
  }
}

/** Header, then each level, finest first: all minima and all maxima as int16 LE, all RMS values as float32 LE. */
function encode(levels: readonly PeakLevel[], { stamp, length }: SoundSource): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head.write(MAGIC, 'latin1')
  head.writeDoubleLE(stamp.size, MAGIC.length)
  head.writeDoubleLE(stamp.mtimeMs, MAGIC.length + 8)
  head.writeDoubleLE(length, MAGIC.length + 16)
  const arrays = levels.flatMap(({ min, max, rms }) => [min, max, rms])
  return Buffer.concat([head, ...arrays.map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength))])
}

function decode(bytes: Buffer, source: SoundSource): PeakLevel[] | null {
  if (!isHeadOf(bytes, source) || bytes.length !== keptBytes(source.length)) return null
  let at = HEAD_BYTES
  return levelSizes(source.length).map((size, i) => {
    const level = levelFrom(bytes.subarray(at, at + size * BUCKET_BYTES), i)
    at += size * BUCKET_BYTES
    return level
  })
}

/** Whether a peaks file with this header belongs to the current version of the WAV file. */
export function isHeadOf(bytes: Buffer, { stamp, length }: SoundSource): boolean {
  if (bytes.length < HEAD_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return false
  const fields = [0, 8, 16].map((offset) => bytes.readDoubleLE(MAGIC.length + offset))
  return fields[0] === stamp.size && fields[1] === stamp.mtimeMs && fields[2] === length
}

/** Size in bytes of the peaks file of `length` samples. */
export function keptBytes(length: number): number {
  return levelSizes(length).reduce((sum, size) => sum + size * BUCKET_BYTES, HEAD_BYTES)
}

/** Buckets per level for `length` samples, finest first. */
export function levelSizes(length: number): number[] {
  const sizes = [Math.ceil(length / BUCKET)]
  while (sizes.at(-1)! > STEP) sizes.push(Math.ceil(sizes.at(-1)! / STEP))
  return sizes
}

/** Decodes a level. @param index 0 is the finest */
export function levelFrom(bytes: Buffer, index: number): PeakLevel {
  const size = bytes.length / BUCKET_BYTES
  const array = (from: number, to: number) =>
    bytes.buffer.slice(bytes.byteOffset + from * size, bytes.byteOffset + to * size) as ArrayBuffer
  return {
    bucket: BUCKET * STEP ** index,
    min: new Int16Array(array(0, 2)),
    max: new Int16Array(array(2, 4)),
    rms: new Float32Array(array(4, BUCKET_BYTES)),
  }
}
