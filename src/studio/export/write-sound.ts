import { type FileHandle, rm } from 'node:fs/promises'
import { diskError } from '../../lib/disk-error.ts'
import { createPrivateFile } from '../../lib/private-files.ts'
import type { SoundFileOptions } from './sound-file.ts'
import type { Encode } from './sound-formats.ts'

/**
 * Encodes a stream of audio into a file.
 * @param pieces blocks of 16-bit mono samples, `options.samples` in total
 * @param progress called with the fraction done, 0 to 1
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
 * Creates a file and calls `write` to fill it.
 * @throws Error with a message for the user when the file exists or cannot be written; no partial file is left
 */
export async function intoNewFile(target: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  let file: FileHandle
  try {
    file = await createPrivateFile(target)
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
