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
  /**
   * One track per person, named after their first file without the extension; all start at 0. Edits that were made with a
   * track of its own for a later file of a person keep it.
   */
  readonly original: Timeline
  /** Track of each file. */
  readonly tracks: ReadonlyMap<string, string>
  /** By file name without the extension. */
  readonly sources: ReadonlyMap<string, SoundSource>
  /** The file of its edits. */
  readonly editsPath: string
  /** What the user should know about the files, as sentences. */
  readonly notes: readonly string[]
  close(): Promise<void>
}

/**
 * Opens a single sound file, or the folder of a recording: with one track per person, also of those who left and returned, or the mix when there are none.
 * @throws Error with a message for the user
 */
export async function openProject(path: string): Promise<Project> {
  const inFolder = await isFolder(path)
  const files = inFolder ? await filesOf(path) : new Map([[path, path]])
  const sources = new Map<string, SoundSource>()
  const close = async () => {
    for (const source of sources.values()) await source.close()
  }
  try {
    for (const file of files.keys()) sources.set(trackOf(file), await SoundSource.open(file))
    const rates = new Set([...sources.values()].map(({ rate }) => rate))
    if (rates.size > 1) throw new Error(`cannot open ${path}: its tracks have different sample rates.`)
  } catch (error) {
    await close()
    throw error
  }
  const rate = [...sources.values()][0]!.rate
  const editsPath = inFolder ? join(path, EDITS_FILE) : `${path}.${EDITS_FILE}`
  const edits = await readFile(editsPath, 'utf8').catch(() => '')
  const firsts = new Map<string, string>()
  const tracks = new Map<string, string>()
  for (const [file, person] of files) {
    const own = trackOf(file)
    const first = firsts.get(person)
    if (first === undefined) firsts.set(person, own)
    tracks.set(own, first === undefined || edits.includes(`"${own}"`) ? own : first)
  }
  const parts = [...sources].map(([file, { length }]) => ({ track: tracks.get(file)!, file, length }))
  const notes = [...sources.values()].flatMap(({ note }) => note ?? [])
  return { original: originalTimeline(rate, parts), tracks, sources, editsPath, notes, close }
}

/** The track name of a sound file: the file name without folder and extension. */
export function trackOf(file: string): string {
  return withoutEnding(basename(file))
}

/** The files of a recording, with the name of the person in each. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  const path = join(folder, DESCRIPTION_FILE)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw new Error(`cannot read ${path}: ${error.message}.`, { cause: error })
    throw new Error(`${folder} is not the folder of a recording: it contains no ${DESCRIPTION_FILE}.`)
  })
  const files = parseDescription(text).people.flatMap(({ file, name }) =>
    file === null ? [] : [[file, name] as const],
  )
  if (files.length === 0) return new Map([[join(folder, MIX_FILE), MIX_FILE]])
  return new Map(files.map(([file, name]) => [join(folder, file), name]))
}
