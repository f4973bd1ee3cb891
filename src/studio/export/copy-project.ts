import { link, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { DESCRIPTION_FILE, EVENTS_FILE, MIX_FILE, parseDescription } from '../../audio/recording-description.ts'
import { writeAtomically } from '../../lib/atomic-file.ts'
import { diskError } from '../../lib/disk-error.ts'
import { copyPrivateFile, makePrivateFolder, makePrivateFolders } from '../../lib/private-files.ts'
import type { Edits } from '../edit/edit-list.ts'
import { EDITS_FILE, formatEdits } from '../edit/edits-file.ts'
import { trackOf } from '../edit/project.ts'
import { withTrackRenamed } from '../edit/track-names.ts'
import { peaksPath } from '../peaks/peaks-file.ts'
import { readText } from '../recording/read-text.ts'
import { TRANSCRIPT_ENDINGS } from '../transcript/transcript.ts'

const TRANSCRIPT_FILES = TRANSCRIPT_ENDINGS.map((ending) => `transcript.${ending}`)

/**
 * Saves a recording with its edits under another name: only the edits when the name ends in `.json`, otherwise a copy
 * of the file or folder. Audio is hard-linked where possible, since it is never modified.
 *
 * @param source a WAV file, or the folder of a recording
 * @returns a confirmation for the user
 * @throws Error with a message for the user; no partial copy is left
 */
export async function saveAs(source: string, edits: Edits, target: string): Promise<string> {
  if (await stat(target).catch(() => null)) throw new Error(`${target} already exists. Choose another name.`)
  try {
    if (/\.json$/i.test(target)) {
      writeAtomically(target, formatEdits(edits))
      return `Wrote the edits to ${target}. Apply them to any recording with chat-client studio --script.`
    }
    const isFolder = (await stat(source)).isDirectory()
    if (isFolder) await copyFolder(source, edits, target)
    else await copySingle(source, edits, target)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === undefined ? error : diskError(error, target)
  }
  return `Saved as ${target}. Open it with chat-client studio.`
}

async function copyFolder(source: string, edits: Edits, target: string): Promise<void> {
  const { people } = parseDescription(await readText(join(source, DESCRIPTION_FILE)))
  const tracks = people.flatMap(({ file }) => (file === null ? [] : [file]))
  await makePrivateFolder(target)
  try {
    for (const file of [MIX_FILE, ...tracks]) await linkSound(join(source, file), join(target, file))
    for (const file of [DESCRIPTION_FILE, EVENTS_FILE, ...TRANSCRIPT_FILES])
      await copyIfExists(join(source, file), join(target, file))
    writeAtomically(join(target, EDITS_FILE), formatEdits(edits))
  } catch (error) {
    await rm(target, { recursive: true, force: true })
    throw error
  }
}

async function copySingle(source: string, edits: Edits, target: string): Promise<void> {
  const ending = extname(source)
  if (extname(target).toLowerCase() !== ending.toLowerCase())
    throw new Error(`${basename(target)} must end in ${ending}, like the original.`)
  await linkSound(source, target)
  const renamed = withTrackRenamed(edits, trackOf(source), trackOf(target))
  writeAtomically(`${target}.${EDITS_FILE}`, formatEdits(renamed))
}

/** Links or copies a WAV file and its peaks. */
async function linkSound(from: string, to: string): Promise<void> {
  await makePrivateFolders(dirname(to))
  if (!(await linkOrCopy(from, to))) return
  await linkOrCopy(peaksPath(from), peaksPath(to))
}

/** @returns whether the source exists */
async function linkOrCopy(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
  }
  await copyPrivateFile(from, to)
  return true
}

async function copyIfExists(from: string, to: string): Promise<void> {
  await copyPrivateFile(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}
