import { readFile } from 'node:fs/promises'
import { writeAtomically } from '../../atomic-file.ts'
import type { WavSource } from '../wav-source.ts'
import { BUCKET, measureLevels, type PeakLevel, STEP } from './peak-levels.ts'
import { Peaks } from './peaks.ts'

/** Also says the version: a file that begins otherwise is made anew. */
const MAGIC = 'PARLORPEAKS1\n\n\n\n'
/** Magic, then size and time of change of the WAV file and the samples in it as float64 LE. */
const HEAD_BYTES = MAGIC.length + 3 * 8
const BUCKET_BYTES = 2 + 2 + 4

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
  const kept = await readFile(path).then(
    (bytes) => decode(bytes, source),
    () => null,
  )
  if (kept) return new Peaks(source, kept)
  const levels = await measureLevels(source, onProgress)
  try {
    writeAtomically(path, encode(levels, source))
  } catch {
    // They are measured again the next time.
  }
  return new Peaks(source, levels)
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

function decode(bytes: Buffer, { stamp, length }: WavSource): PeakLevel[] | null {
  if (bytes.length < HEAD_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return null
  const told = [0, 8, 16].map((offset) => bytes.readDoubleLE(MAGIC.length + offset))
  if (told[0] !== stamp.size || told[1] !== stamp.mtimeMs || told[2] !== length) return null
  const sizes = [Math.ceil(length / BUCKET)]
  while (sizes.at(-1)! > STEP) sizes.push(Math.ceil(sizes.at(-1)! / STEP))
  const whole = HEAD_BYTES + sizes.reduce((sum, size) => sum + size * BUCKET_BYTES, 0)
  if (bytes.length !== whole) return null
  let at = HEAD_BYTES
  const take = (length: number) => {
    const begin = bytes.byteOffset + at
    at += length
    return bytes.buffer.slice(begin, begin + length)
  }
  return sizes.map((size, i) => ({
    bucket: BUCKET * STEP ** i,
    min: new Int16Array(take(2 * size)),
    max: new Int16Array(take(2 * size)),
    rms: new Float32Array(take(4 * size)),
  }))
}
