import { lstat } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import { SoundSource } from '../../audio/sound/sound-source.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { trackOf } from '../edit/project.ts'
import type { Found } from './find-recordings.ts'
import type { Entry } from './library-entry.ts'
import { allOf, sidecarsOf } from './sidecars.ts'

/** File names of client recordings (`recordingName`), in local time. */
const DATED = /^(\d{4})-(\d\d)-(\d\d)_(\d\d)-(\d\d)-(\d\d)(_\d+)?$/

/** Reads the list entry of a single WAV file, as the client records it. @param folder of all recordings */
export async function describeFile({ path, beside }: Found, folder: string): Promise<Entry> {
  const sidecars = sidecarsOf(path, beside)
  const about = await lstat(path)
  const sizes = await Promise.all(allOf(sidecars).map(sizeOf))
  const sound = about.isFile() ? await measure(path) : refused('not a regular file')
  const room = dirname(path) === folder ? '' : basename(dirname(path))
  const seconds = sound.ok ? sound.value.seconds : null
  return {
    path,
    kind: 'file',
    name: relative(folder, path)
      .replaceAll('\\', '/')
      .replace(/\.wav$/i, ''),
    room,
    date: dateIn(trackOf(path)) ?? about.mtimeMs - (seconds ?? 0) * 1000,
    people: [],
    seconds,
    bytes: sizes.reduce((sum, size) => sum + size, about.size),
    ended: sound.ok && sound.value.whole,
    edited: sidecars.edits !== null,
    transcript: sidecars.transcripts.length > 0,
    sound: sound.ok ? path : null,
    problem: !sound.ok ? sound.refusal : sound.value.whole ? null : 'recording was interrupted',
  }
}

/** The length of a WAV file in s. Refused if it cannot be read without decoding it first; links are not followed. */
export async function measure(path: string): Promise<Result<{ seconds: number; whole: boolean }>> {
  try {
    const sound = await SoundSource.open(path, { decode: false })
    await sound.close()
    return ok({ seconds: sound.length / sound.rate, whole: sound.whole })
  } catch (error) {
    const { cause } = error as Error
    return refused(cause instanceof Error ? cause.message : (error as Error).message)
  }
}

async function sizeOf(path: string): Promise<number> {
  return lstat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

/** The time in a file name, ms since 1970. */
function dateIn(name: string): number | null {
  const [, ...parts] = DATED.exec(name) ?? []
  if (parts.length === 0) return null
  const [year, month, day, hour, minute, second] = parts.map(Number)
  return new Date(year!, month! - 1, day, hour, minute, second).getTime()
}
