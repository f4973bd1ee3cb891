import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { BYTES_PER_SAMPLE } from '../../audio/format.ts'
import {
  DESCRIPTION_FILE,
  EVENTS_FILE,
  MIX_FILE,
  parseDescription,
  type RecordedFile,
  type RecordingDescription,
} from '../../audio/recording-description.ts'
import { readBytes } from '../../audio/wav/riff-chunk.ts'
import { WAV_HEADER_BYTES, wavHeader } from '../../audio/wav/wav-header.ts'
import type { Clock } from '../../lib/clock.ts'
import { FileLock, lockAge } from '../../lib/file-lock.ts'
import { changeFile, createPrivateFile } from '../../lib/private-files.ts'
import type { FileHasher } from './file-hasher.ts'
import { isRecordingId, writeDescription } from './recording-folder.ts'

/** ms after which the lock of a recording that nobody refreshes was left by a server that died. */
const STALE = 60_000
/** Bytes per block of `stat`. */
const BLOCK = 512

/** Iterates over the ids of the recordings in a folder. Other folders and files are skipped. */
export async function* recordingIds(folder: string): AsyncGenerator<string> {
  for (const room of await foldersIn(folder)) {
    for (const name of await foldersIn(join(folder, room))) {
      const id = `${room}/${name}`
      if (isRecordingId(id)) yield id
    }
  }
}

/** Bytes that the files of a recording occupy on the disk; silence takes none where files may have holes. */
export async function occupiedBytes(path: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => null)
    bytes += found ? found.blocks * BLOCK : 0
  }
  return bytes
}

/** The lock on a recording in progress, by which servers on the same folder leave each other's recordings alone. */
export class RecordingLock {
  readonly #path: string

  private constructor(path: string) {
    this.#path = path
  }

  /** Takes the lock of a new recording. @param folder of the recording @throws the file system's error */
  static async take(folder: string): Promise<RecordingLock> {
    const path = `${join(folder, DESCRIPTION_FILE)}.lock`
    // Not by FileLock.take, which waits for the disk and with it all voice.
    const file = await createPrivateFile(path)
    try {
      await file.writeFile(`${process.pid} ${hostname()}\n`)
    } finally {
      await file.close()
    }
    return new RecordingLock(path)
  }

  /** Shows other servers that this one still runs. Never rejects. */
  async refresh(now: number): Promise<void> {
    await utimes(this.#path, now / 1_000, now / 1_000).catch(() => {})
  }

  /** Releases the lock. Never rejects. */
  async release(): Promise<void> {
    await rm(this.#path, { force: true }).catch(() => {})
  }

  /** Whether another server is still making the recording in a folder. */
  static isHeld(folder: string, clock: Clock): boolean {
    const path = join(folder, DESCRIPTION_FILE)
    const holder = FileLock.holderOf(path)
    // A recording of this process is known to it; a lock with its number is of a process that died before.
    return holder !== null && holder.pid !== process.pid && lockAge(path, clock) < STALE
  }
}

const KILLED = 'The server was killed during the recording; up to the last second may be missing.'

/**
 * Completes the description of a recording whose server died, from its files, and saves it.
 * @param path folder of the recording
 * @throws Error when the description is damaged, or the mix missing
 */
export async function completeRecording(path: string, hasher: FileHasher): Promise<RecordingDescription> {
  const description = parseDescription(await readFile(join(path, DESCRIPTION_FILE), 'utf8'))
  if (description.ended !== null) return description
  const mix = join(path, MIX_FILE)
  const ended = (await stat(mix)).mtime.toISOString()
  const tracks = description.people.flatMap(({ file }) => (file === null ? [] : [file]))
  const samples = await evenOut([MIX_FILE, ...tracks].map((file) => join(path, file)))
  const files: RecordedFile[] = [{ file: MIX_FILE, ...(await hasher.hash(join(path, MIX_FILE))) }]
  const people: RecordingDescription['people'] = []
  for (const file of [EVENTS_FILE, ...tracks]) {
    const hashed = await hasher.hash(join(path, file)).catch(() => null)
    if (hashed) files.push({ file, ...hashed })
  }
  for (const person of description.people) {
    const there = files.some(({ file }) => file === person.file)
    people.push(there ? person : { ...person, file: null })
  }
  const finished = {
    ...description,
    ...{ people, files, problem: KILLED },
    ...{ ended, seconds: samples / description.rate },
  }
  await writeDescription(path, finished)
  await rm(`${join(path, DESCRIPTION_FILE)}.lock`, { force: true })
  return finished
}

/**
 * Gives the files of a recording whose writers were killed one length: that of the longest, with silence behind the others.
 * What was written after the last update of a header is kept. Files of another kind, and missing ones, are left alone.
 * @returns the length in samples
 */
async function evenOut(paths: readonly string[]): Promise<number> {
  let longest = 0
  const growing: [string, number][] = []
  for (const path of paths) {
    const file = await changeFile(path).catch(() => null)
    if (!file) continue
    const header = await readBytes(file, 0, WAV_HEADER_BYTES)
    const { size } = await file.stat()
    await file.close()
    if (header.toString('latin1', WAV_HEADER_BYTES - 8, WAV_HEADER_BYTES - 4) !== 'data') continue
    growing.push([path, header.readUInt32LE(60)])
    longest = Math.max(longest, Math.floor((size - WAV_HEADER_BYTES) / BYTES_PER_SAMPLE))
  }
  for (const [path, rate] of growing) {
    const file = await changeFile(path)
    const header = wavHeader(rate, longest * BYTES_PER_SAMPLE)
    await file.truncate(WAV_HEADER_BYTES + longest * BYTES_PER_SAMPLE)
    await file.write(header, 0, header.length, 0)
    await file.close()
  }
  return longest
}

/** Whether the description in a folder is of a recording that has not ended; false when there is none to read. */
export async function isUnfinished(path: string): Promise<boolean> {
  try {
    return parseDescription(await readFile(join(path, DESCRIPTION_FILE), 'utf8')).ended === null
  } catch {
    return false
  }
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}
