import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { recordingName } from '../../audio/recording-path.ts'
import type { Picture } from '../../screen/picture.ts'
import type { RecordingPlace } from '../voice/recorder.ts'

/** Names that are tried for a picture before it is given up. */
const ATTEMPTS = 20

/**
 * Saves a picture as PNG; what is there already is never written over.
 * @param target the file, or the folder in which <room>/<date>_<time>.png is made.
 * @returns where it was saved.
 * @throws Error with a sentence for the user.
 */
export async function savePicture(
  { width, height, rgb }: Picture,
  target: string | RecordingPlace,
  date: Date,
): Promise<string> {
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
  const named = typeof target === 'string'
  for (let attempt = 1; ; attempt++) {
    const path = named ? target : `${join(target.folder, ...recordingName(target.room, date, attempt))}.png`
    try {
      if (!named) await mkdir(dirname(path), { recursive: true })
      await writeFile(path, png, { flag: 'wx' })
      return path
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST' && !named && attempt < ATTEMPTS) continue
      throw new Error(`The picture cannot be saved to ${path}: ${reasonOf(code)}.`)
    }
  }
}

function reasonOf(code: string | undefined): string {
  if (code === 'EEXIST') return 'there is a file of that name; choose another'
  if (code === 'ENOENT') return 'there is no such folder; make it first'
  if (code === 'EACCES' || code === 'EROFS') return 'you may not write there; choose another place'
  if (code === 'ENOSPC') return 'the disk is full'
  return code ?? 'the disk refuses'
}
