import type { Dirent } from 'node:fs'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import {
  DESCRIPTION_FILE,
  MIX_FILE,
  parseDescription,
  type RecordingDescription,
} from '../../audio/recording-description.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { EDITS_FILE } from '../edit/edits-file.ts'
import { measure } from './describe-file.ts'
import type { Found } from './find-recordings.ts'
import type { Entry } from './library-entry.ts'

/** Maximum size of a `recording.json`, bytes. */
const MAX_DESCRIPTION = 2 ** 20
/** Files counted per folder. */
const MAX_FILES = 2_000
const TRACKS = 'tracks'
const TRANSCRIPT_FILE = 'transcript.json'

/** The contents of the folder of a recording: sizes in bytes of its regular files, by relative path. */
interface Contents {
  readonly files: ReadonlyMap<string, number>
  readonly links: boolean
}

/** Reads the list entry of a server recording, a folder with tracks. @param folder of all recordings */
export async function describeFolder({ path }: Found, folder: string): Promise<Entry> {
  const { files, links } = await contentsOf(path)
  const read = await readDescription(path, files)
  const description = read.ok ? read.value : null
  const sound = [MIX_FILE, ...tracksOf(description)].find((file) => files.has(file)) ?? null
  const measured = sound === null ? refused('no audio file') : await measure(join(path, sound))
  const problem =
    (read.ok ? problemOf(read.value, files) : read.refusal) ??
    (measured.ok ? null : measured.refusal) ??
    (links ? 'contains symbolic links, which are not followed' : null)
  const started = Date.parse(description?.started ?? '')
  return {
    path,
    kind: 'folder',
    name: relative(folder, path).replaceAll('\\', '/'),
    room: description?.room ?? '',
    date: Number.isNaN(started) ? (await lstat(path)).mtimeMs : started,
    people: [...new Set(description?.people.flatMap(({ name, file }) => (file === null ? [] : [name])))],
    seconds: description?.seconds || (measured.ok ? measured.value.seconds : null),
    bytes: [...files.values()].reduce((sum, bytes) => sum + bytes, 0),
    ended: description !== null && description.ended !== null && description.problem === undefined,
    edited: files.has(EDITS_FILE),
    transcript: files.has(TRANSCRIPT_FILE),
    sound: measured.ok ? join(path, sound!) : null,
    problem,
  }
}

function tracksOf(description: RecordingDescription | null): string[] {
  return description?.people.flatMap(({ file }) => file ?? []) ?? []
}

function problemOf(description: RecordingDescription, files: Contents['files']): string | null {
  const tracks = tracksOf(description)
  const missing = tracks.filter((file) => !files.has(file)).length
  if (missing > 0) return `${missing} of ${tracks.length} tracks ${missing === 1 ? 'is' : 'are'} missing`
  return description.problem ?? (description.ended === null ? 'interrupted, or still being recorded' : null)
}

async function readDescription(folder: string, files: Contents['files']): Promise<Result<RecordingDescription>> {
  const bytes = files.get(DESCRIPTION_FILE)
  if (bytes === undefined) {
    const begun = [...files.keys()].some((file) => file.endsWith('.part'))
    return refused(begun ? 'incomplete; fetch it again' : `${DESCRIPTION_FILE} is missing`)
  }
  if (bytes > MAX_DESCRIPTION) return refused(`${DESCRIPTION_FILE} is too large`)
  try {
    return ok(parseDescription(await readFile(join(folder, DESCRIPTION_FILE), 'utf8')))
  } catch (error) {
    return refused((error as Error).message)
  }
}

async function contentsOf(folder: string): Promise<Contents> {
  const files = new Map<string, number>()
  const top = await entriesOf(folder)
  const hasTracks = top.some((entry) => entry.name === TRACKS && entry.isDirectory())
  const tracks = hasTracks ? await entriesOf(join(folder, TRACKS)) : []
  for (const [within, entries] of [
    ['', top],
    [`${TRACKS}/`, tracks],
  ] as const) {
    for (const entry of entries.slice(0, MAX_FILES)) {
      if (!entry.isFile()) continue
      const file = `${within}${entry.name}`
      await lstat(join(folder, file)).then(
        ({ size }) => files.set(file, size),
        () => {},
      )
    }
  }
  return { files, links: [...top, ...tracks].some((entry) => entry.isSymbolicLink()) }
}

function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => [])
}
