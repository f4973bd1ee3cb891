import { type FileHandle, open, rm } from 'node:fs/promises'
import { diskError } from '../../lib/disk-error.ts'
import type { SoundFileOptions } from './sound-file.ts'
import type { Encode } from './sound-formats.ts'

/**
 * Writes sound into a file as it comes.
 * @param pieces of 16-bit mono; `options.samples` altogether
 * @param progress is told the share that is done, 0 to 1
 */
export async function writeSound(
  file: FileHandle,
  encode: Encode,
  options: SoundFileOptions,
  pieces: AsyncIterable<Int16Array>,
  progress: (share: number) => void,
): Promise<void> {
  const encoder = await encode(options)
  let done = 0
  for await (const samples of pieces) {
    await file.appendFile(encoder.encode(samples))
    done += samples.length
    progress(done / options.samples)
  }
  const { tail, patches } = encoder.finish()
  await file.appendFile(tail)
  for (const { position, bytes } of patches) await file.write(bytes, 0, bytes.length, position)
}

/**
 * Makes a file that is not there yet.
 * @throws Error with a sentence for people: it is there, or cannot be written; no half file stays
 */
export async function intoNewFile(target: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  let file: FileHandle
  try {
    file = await open(target, 'wx')
  } catch (error) {
    throw diskError(error, target)
  }
  try {
    await write(file)
    await file.close()
  } catch (error) {
    await file.close().catch(() => {})
    await rm(target, { force: true })
    throw typeof (error as NodeJS.ErrnoException).code === 'string' ? diskError(error, target) : error
  }
}
