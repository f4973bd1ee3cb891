import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { nameSlug } from '../../audio/recording-path.ts'
import { writeAtomically } from '../../lib/atomic-file.ts'
import { isThere } from '../../lib/folders.ts'
import { copyPrivateFile, createPrivateFile } from '../../lib/private-files.ts'
import type { Edits } from '../edit/edit-list.ts'
import { EDITS_FILE, readEdits, writeEdits } from '../edit/edits-file.ts'
import { trackOf } from '../edit/project.ts'
import { withTrackRenamed } from '../edit/track-names.ts'
import type { Entry } from './library-entry.ts'
import { sidecarsOf } from './sidecars.ts'

/**
 * Renames a recording, a file with its sidecars or a folder, within its parent folder.
 *
 * @param wanted any text; the name keeps its letters, digits and dashes
 * @returns the new path
 * @throws Error with a message for the user; the recording keeps its old name then
 */
export async function renameRecording({ path, kind }: Entry, wanted: string): Promise<string> {
  const slug = nameSlug(wanted.replace(/\.wav$/i, ''))
  if (slug === null) {
    throw new Error('a name needs letters a to z or digits, and must not be reserved on Windows')
  }
  const target = join(dirname(path), kind === 'file' ? `${slug}.wav` : slug)
  if (target === path) return path
  if (await isThere(target)) throw new Error(`${basename(target)} already exists; choose another name`)
  try {
    await (kind === 'file' ? renameFile(path, target) : rename(path, target))
  } catch (error) {
    throw new Error(`cannot rename the recording: ${(error as Error).message}`, { cause: error })
  }
  return target
}

/** Moves the edits first: they name the track after the file, and without them the recording would seem unedited. */
async function renameFile(path: string, target: string): Promise<void> {
  const { peaks, edits, transcripts } = sidecarsOf(path, new Set(await readdir(dirname(path))))
  const newEdits = `${target}.${EDITS_FILE}`
  if (edits) await copyEdits(edits, newEdits, (kept) => withTrackRenamed(kept, trackOf(path), trackOf(target)))
  try {
    await renameNew(path, target)
  } catch (error) {
    if (edits) await rm(newEdits, { force: true })
    throw error
  }
  if (edits) await rm(edits, { force: true })
  // These can be generated again, so a failure is ignored.
  for (const beside of [peaks, ...transcripts]) {
    if (beside) await moveBeside(beside, path, target).catch(() => {})
  }
}

async function moveBeside(beside: string, path: string, target: string): Promise<void> {
  const [from, to] = [trackOf(path), trackOf(target)]
  const moved = join(dirname(target), to + basename(beside).slice(from.length))
  await renameNew(beside, moved)
  if (moved.endsWith('.json')) await renameTranscriptTrack(moved, from, to)
}

/** Copies invalid edits unchanged: the user may still repair them. */
async function copyEdits(from: string, to: string, rename: (kept: Edits) => Edits): Promise<void> {
  let edits: Edits
  try {
    edits = readEdits(from)
  } catch {
    await copyPrivateFile(from, to)
    return
  }
  writeEdits(to, rename(edits))
}

/** Renames without replacing: `rename` alone would overwrite a file created since the check, so reserves the name. */
async function renameNew(path: string, target: string): Promise<void> {
  await (await createPrivateFile(target)).close()
  try {
    await rename(path, target)
  } catch (error) {
    await rm(target, { force: true })
    throw error
  }
}

/**
 * Renames the track in the transcript of a renamed file. A damaged transcript stays unchanged.
 *
 * @throws the error of the file system
 */
async function renameTranscriptTrack(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  let json: { utterances?: unknown }
  try {
    json = JSON.parse(text)
  } catch {
    return
  }
  if (!Array.isArray(json?.utterances)) return
  const utterances = json.utterances.map((one) => (one?.track === from ? { ...one, track: to } : one))
  writeAtomically(path, `${JSON.stringify({ ...json, utterances })}\n`)
}
