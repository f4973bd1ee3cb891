import { dirname, join } from 'node:path'
import { recordingName } from '../../audio/recording-path.ts'
import { makePrivateFolders, writePrivateFile } from '../../lib/private-files.ts'
import type { Picture } from '../../screen/picture.ts'
import type { RecordingPlace } from '../voice/recorder.ts'

/** File names to try before failing. */
const ATTEMPTS = 20

/**
 * Saves a picture as PNG. An existing file is never overwritten.
 * @param target a file, or the place in which <room>/<date>_<time>.png is created
 * @returns the path of the file
 * @throws Error with a message for the user
 */
export async function savePicture(
  { width, height, rgb }: Picture,
  target: string | RecordingPlace,
  date: Date,
): Promise<string> {
  // Loaded when needed: it takes as long as the rest of the program.
  const { default: sharp } = await import('sharp')
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
  const named = typeof target === 'string'
  for (let attempt = 1; ; attempt++) {
    const path = named ? target : `${join(target.folder, ...recordingName(target.room, date, attempt))}.png`
    try {
      if (!named) await makePrivateFolders(dirname(path))
      await writePrivateFile(path, png)
      return path
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST' && !named && attempt < ATTEMPTS) continue
      throw new Error(`Cannot save the picture to ${path}: ${reasonOf(code)}.`)
    }
  }
}

function reasonOf(code: string | undefined): string {
  if (code === 'EEXIST') return 'the file exists; choose another name'
  if (code === 'ENOENT') return 'the folder does not exist; create it first'
  if (code === 'EROFS') return 'the disk is read-only; choose another folder'
  if (code === 'EACCES') return 'permission denied; choose another folder'
  if (code === 'ENOSPC') return 'the disk is full'
  return code ?? 'write error'
}
