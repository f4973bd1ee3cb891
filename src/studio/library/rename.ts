import { constants, copyFile, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { nameSlug } from '../../audio/recording-path.ts'
import { writeAtomically } from '../../lib/atomic-file.ts'
import { isThere } from '../../lib/folders.ts'
import type { Edits } from '../edit/edit-list.ts'
import { EDITS_FILE, readEdits, writeEdits } from '../edit/edits-file.ts'
import { trackOf } from '../edit/project.ts'
import { withTrackRenamed } from '../edit/track-names.ts'
import type { Entry } from './library-entry.ts'
import { sidecarsOf } from './sidecars.ts'

/**
 * Gives a recording another name: its file or folder, and what was made of it, and nothing else. It stays where it is.
 *
 * @param wanted any text; the name is its letters, digits and dashes
 * @returns the new path
 * @throws Error with a sentence for people; the recording has its old name then
 */
export async function renameRecording({ path, kind }: Entry, wanted: string): Promise<string> {
  const slug = nameSlug(wanted.replace(/\.wav$/i, ''))
  if (slug === null) {
    throw new Error('a name needs letters from a to z or digits, and must not be one that Windows keeps')
  }
  const target = join(dirname(path), kind === 'file' ? `${slug}.wav` : slug)
  if (target === path) return path
  if (await isThere(target)) throw new Error(`there is ${basename(target)} already; choose another name`)
  try {
    await (kind === 'file' ? renameFile(path, target) : rename(path, target))
  } catch (error) {
    throw new Error(`it cannot be renamed: ${(error as Error).message}`, { cause: error })
  }
  return target
}

/** The edits go first, for they name the track after the file; without them the recording would look untouched. */
async function renameFile(path: string, target: string): Promise<void> {
  const { peaks, edits, transcripts } = sidecarsOf(path, new Set(await readdir(dirname(path))))
  const newEdits = `${target}.${EDITS_FILE}`
  if (edits)
    await copyEdits(edits, newEdits, (kept) => withTrackRenamed(kept, trackOf(path), trackOf(target)))
  try {
    await renameNew(path, target)
  } catch (error) {
    if (edits) await rm(newEdits, { force: true })
    throw error
  }
  if (edits) await rm(edits, { force: true })
  // What is made anew where it is missing is not worth an error.
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

/** Edits that are broken stay so under the new name: they may be mended by hand. */
async function copyEdits(from: string, to: string, rename: (kept: Edits) => Edits): Promise<void> {
  let edits: Edits
  try {
    edits = readEdits(from)
  } catch {
    await copyFile(from, to, constants.COPYFILE_EXCL)
    return
  }
  writeEdits(to, rename(edits))
}

/** A renaming would replace a file that came to be meanwhile: the name is taken by an empty one first. */
async function renameNew(path: string, target: string): Promise<void> {
  await (await open(target, 'wx')).close()
  try {
    await rename(path, target)
  } catch (error) {
    await rm(target, { force: true })
    throw error
  }
}

/**
 * Writes a transcript anew for a file that is called otherwise, after which its track is called. One that is damaged
 * stays as it is.
 *
 * @throws the error of the disk
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
