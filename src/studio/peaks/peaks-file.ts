import { lstat, readFile } from 'node:fs/promises'
import type { WavSource } from '../../audio/wav/wav-source.ts'
import { writeAtomically } from '../../lib/atomic-file.ts'
import { BUCKET, measureLevels, type PeakLevel, STEP } from './peak-levels.ts'
import { Peaks } from './peaks.ts'

/** Also says the version: a file that begins otherwise is made anew. */
const MAGIC = 'PARLORPEAKS1\n\n\n\n'
/** Magic, then size and time of change of the WAV file and the samples in it as float64 LE. */
export const HEAD_BYTES = MAGIC.length + 3 * 8
/** Of a bucket at any level. */
export const BUCKET_BYTES = 2 + 2 + 4

/** Where the peaks of a WAV file are kept: beside it. */
export function peaksPath(wavPath: string): string {
  return `${wavPath}.peaks`
}

/**
 * The peaks of a WAV file: those kept beside it where they are of this very file, by size and time of change; or else
 * measured, and kept for the next time where the disk allows it.
 *
 * @param onProgress told which share is measured, 0 to 1
 */
export async function openPeaks(source: WavSource, onProgress?: (share: number) => void): Promise<Peaks> {
  const path = peaksPath(source.path)
  const there = await lstat(path).catch(() => null)
  // What somebody else put in their place, such as a link, is neither read nor written to.
  const ours = there === null || there.isFile()
  const kept = there && ours && there.size === keptBytes(source.length) ? await readKept(path, source) : null
  if (kept) return new Peaks(source, kept)
  const levels = await measureLevels(source, onProgress)
  if (ours) keep(path, encode(levels, source))
  return new Peaks(source, levels)
}

function readKept(path: string, source: WavSource): Promise<PeakLevel[] | null> {
  return readFile(path).then(
    (bytes) => decode(bytes, source),
    () => null,
  )
}

function keep(path: string, bytes: Buffer): void {
  try {
    writeAtomically(path, bytes)
  } catch {
    // They are measured again the next time.
  }
}

/** Head, then level by level, the finest first: all minima and all maxima as int16 LE, all loudnesses as float32 LE. */
function encode(levels: readonly PeakLevel[], { stamp, length }: WavSource): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head.write(MAGIC, 'latin1')
  head.writeDoubleLE(stamp.size, MAGIC.length)
  head.writeDoubleLE(stamp.mtimeMs, MAGIC.length + 8)
  head.writeDoubleLE(length, MAGIC.length + 16)
  const arrays = levels.flatMap(({ min, max, rms }) => [min, max, rms])
  return Buffer.concat([head, ...arrays.map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength))])
}

function decode(bytes: Buffer, source: WavSource): PeakLevel[] | null {
  if (!isHeadOf(bytes, source) || bytes.length !== keptBytes(source.length)) return null
  let at = HEAD_BYTES
  return levelSizes(source.length).map((size, i) => {
    const level = levelFrom(bytes.subarray(at, at + size * BUCKET_BYTES), i)
    at += size * BUCKET_BYTES
    return level
  })
}

/** Whether kept peaks that begin with these bytes are of this very file. */
export function isHeadOf(bytes: Buffer, { stamp, length }: WavSource): boolean {
  if (bytes.length < HEAD_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return false
  const told = [0, 8, 16].map((offset) => bytes.readDoubleLE(MAGIC.length + offset))
  return told[0] === stamp.size && told[1] === stamp.mtimeMs && told[2] === length
}

/** Bytes of the kept peaks of so many samples. */
export function keptBytes(length: number): number {
  return levelSizes(length).reduce((sum, size) => sum + size * BUCKET_BYTES, HEAD_BYTES)
}

/** Buckets of each level of so many samples, the finest first. */
export function levelSizes(length: number): number[] {
  const sizes = [Math.ceil(length / BUCKET)]
  while (sizes.at(-1)! > STEP) sizes.push(Math.ceil(sizes.at(-1)! / STEP))
  return sizes
}

/** A level out of the bytes that it is kept as. @param index 0 is the finest */
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
