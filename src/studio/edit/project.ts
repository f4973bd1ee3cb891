import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DESCRIPTION_FILE, MIX_FILE, parseDescription } from '../../audio/recording-description.ts'
import { withoutEnding } from '../../audio/sound/sound-kind.ts'
import { SoundSource } from '../../audio/sound/sound-source.ts'
import { isFolder } from '../../lib/folders.ts'
import { EDITS_FILE } from './edits-file.ts'
import { originalTimeline, type Timeline } from './timeline.ts'

/** A recording open for editing: its files, which are only read, and their timeline. */
export interface Project {
  /** One track per file, named after it without the extension; all start at 0. */
  readonly original: Timeline
  /** By track name. */
  readonly sources: ReadonlyMap<string, SoundSource>
  /** The file of its edits. */
  readonly editsPath: string
  /** What the user should know about the files, as sentences. */
  readonly notes: readonly string[]
  close(): Promise<void>
}

/**
 * Opens a single sound file, or the folder of a recording: with one track per person, or the mix when there are none.
 * @throws Error with a message for the user
 */
export async function openProject(path: string): Promise<Project> {
  const inFolder = await isFolder(path)
  const files = inFolder ? await filesOf(path) : [path]
  const sources = new Map<string, SoundSource>()
  const close = async () => {
    for (const source of sources.values()) await source.close()
  }
  try {
    for (const file of files) sources.set(trackOf(file), await SoundSource.open(file))
    const rates = new Set([...sources.values()].map(({ rate }) => rate))
    if (rates.size > 1) throw new Error(`cannot open ${path}: its tracks have different sample rates.`)
  } catch (error) {
    await close()
    throw error
  }
  const rate = [...sources.values()][0]!.rate
  const tracks = [...sources].map(([track, { length }]) => ({ track, file: track, length }))
  const editsPath = inFolder ? join(path, EDITS_FILE) : `${path}.${EDITS_FILE}`
  const notes = [...sources.values()].flatMap(({ note }) => note ?? [])
  return { original: originalTimeline(rate, tracks), sources, editsPath, notes, close }
}

/** The track name of a sound file: the file name without folder and extension. */
export function trackOf(file: string): string {
  return withoutEnding(basename(file))
}

async function filesOf(folder: string): Promise<string[]> {
  const path = join(folder, DESCRIPTION_FILE)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw new Error(`cannot read ${path}: ${error.message}.`, { cause: error })
    throw new Error(`${folder} is not the folder of a recording: it contains no ${DESCRIPTION_FILE}.`)
  })
  const tracks = parseDescription(text).people.flatMap(({ file }) => (file === null ? [] : [file]))
  // A damaged description may list a track twice.
  return [...new Set(tracks.length > 0 ? tracks : [MIX_FILE])].map((file) => join(folder, file))
}
