import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  DESCRIPTION_FILE,
  EVENTS_FILE,
  MIX_FILE,
  parseDescription,
  type RecordedFile,
  type RecordingDescription,
} from '../../audio/recording-description.ts'
import { WavSource } from '../../audio/wav/wav-source.ts'
import { hashFile } from './file-hash.ts'
import { writeDescription } from './recording-folder.ts'

const KILLED = 'The server was stopped before it was closed; up to its last second may be missing.'

/**
 * What stands in the description of a recording that is not being made any more. Where the server was killed meanwhile,
 * it is completed by what the files hold.
 *
 * @throws Error where there is none, or it cannot be completed
 */
export async function finishedDescription(folder: string): Promise<RecordingDescription> {
  const description = parseDescription(await readFile(join(folder, DESCRIPTION_FILE), 'utf8'))
  if (description.ended !== null) return description
  const tracks = description.people.flatMap(({ file }) => (file === null ? [] : [file]))
  const files: RecordedFile[] = []
  for (const file of [MIX_FILE, EVENTS_FILE, ...tracks]) {
    files.push({ file, ...(await hashFile(join(folder, file))) })
  }
  const mix = join(folder, MIX_FILE)
  const { mtime } = await stat(mix)
  const finished = {
    ...description,
    ...{ ended: mtime.toISOString(), seconds: await secondsOf(mix), files, problem: KILLED },
  }
  await writeDescription(folder, finished)
  return finished
}

async function secondsOf(path: string): Promise<number> {
  const sound = await WavSource.open(path)
  await sound.close()
  return sound.length / sound.rate
}
