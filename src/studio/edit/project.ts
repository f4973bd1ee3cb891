import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DESCRIPTION_FILE, MIX_FILE, parseDescription } from '../../audio/recording-description.ts'
import { WavSource } from '../../audio/wav/wav-source.ts'
import { isFolder } from '../../lib/folders.ts'
import { EDITS_FILE } from './edits-file.ts'
import { originalTimeline, type Timeline } from './timeline.ts'

/** A recording that is open for editing: its files, which are only read, and the timeline that they make. */
export interface Project {
  /** Each file is a track, called as the file without its ending; all begin together. */
  readonly original: Timeline
  /** By the name of the track. */
  readonly sources: ReadonlyMap<string, WavSource>
  /** Where its edits are kept. */
  readonly editsPath: string
  close(): Promise<void>
}

/**
 * Opens the folder of a recording, with the track of each person, or the mix where there are none; or a single WAV file.
 * @throws Error with a sentence for people
 */
export async function openProject(path: string): Promise<Project> {
  const inFolder = await isFolder(path)
  const files = inFolder ? await filesOf(path) : [path]
  const sources = new Map<string, WavSource>()
  const close = async () => {
    for (const source of sources.values()) await source.close()
  }
  try {
    for (const file of files) sources.set(trackOf(file), await WavSource.open(file))
    const rates = new Set([...sources.values()].map(({ rate }) => rate))
    if (rates.size > 1) throw new Error(`cannot use ${path}: its tracks have different rates.`)
  } catch (error) {
    await close()
    throw error
  }
  const rate = [...sources.values()][0]!.rate
  const tracks = [...sources].map(([track, { length }]) => ({ track, file: track, length }))
  const editsPath = inFolder ? join(path, EDITS_FILE) : `${path}.${EDITS_FILE}`
  return { original: originalTimeline(rate, tracks), sources, editsPath, close }
}

/** What a project calls the track of a WAV file: as the file, without folder and ending. */
export function trackOf(file: string): string {
  return basename(file).replace(/\.wav$/i, '')
}

async function filesOf(folder: string): Promise<string[]> {
  const path = join(folder, DESCRIPTION_FILE)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw new Error(`cannot read ${path}: ${error.message}.`, { cause: error })
    throw new Error(`${folder} is not the folder of a recording: there is no ${DESCRIPTION_FILE} in it.`)
  })
  const tracks = parseDescription(text).people.flatMap(({ file }) => (file === null ? [] : [file]))
  return (tracks.length > 0 ? tracks : [MIX_FILE]).map((file) => join(folder, file))
}
