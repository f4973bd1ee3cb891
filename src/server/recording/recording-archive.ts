import { createHash, timingSafeEqual } from 'node:crypto'
import { open, readFile, stat } from 'node:fs/promises'
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
import { ProtocolError } from '../../protocol/errors.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { RecordingKey, RecordingSummary } from '../../protocol/shapes.ts'
import { ACCESS_FILE, tokenSum } from './access.ts'
import { hashFile } from './file-hash.ts'
import { writeDescription } from './recording-folder.ts'
import type { RecordedMember } from './room-recording.ts'

/** Recordings whose description is cached. */
const KEPT = 64
/** Recordings whose owners are remembered. */
const OWNED = 1_000

/** A piece of a file, with the length and hash of the whole file. */
export interface Piece extends RecordedFile {
  readonly piece: Uint8Array
}

interface Shelved {
  readonly description: RecordingDescription
  readonly files: readonly RecordedFile[]
  /** The hash of its token. */
  readonly access: Buffer
}

/**
 * The finished recordings. The recorder and the host of the room may fetch one while they are connected to this server;
 * anyone who has its token may fetch it at any time.
 */
export class RecordingArchive {
  readonly #folder: string
  readonly #runs: (id: string) => boolean
  readonly #limits: Limits
  readonly #owners = new Map<string, readonly (RecordedMember | null)[]>()
  readonly #shelf = new Map<string, Shelved>()

  /** @param folder the folder of all recordings @param runs whether a recording is in progress */
  constructor(folder: string, runs: (id: string) => boolean, limits: Limits) {
    this.#folder = folder
    this.#runs = runs
    this.#limits = limits
  }

  /** Adds a finished recording. @param owners members who may fetch it without the token */
  add(id: string, owners: readonly (RecordedMember | null)[]): void {
    forgetOldest(this.#owners, OWNED)
    this.#owners.set(id, owners)
  }

  /**
   * Lists the recordings that a member may fetch: their own, and those whose tokens are given. Oldest first; the latest
   * `limits.recordingsListed` of them.
   */
  async list(participant: RecordedMember, keys: readonly RecordingKey[]): Promise<RecordingSummary[]> {
    const own = [...this.#owners]
      .filter(([, owners]) => participant.operator || owners.includes(participant))
      .map(([id]) => id)
    const tokens = new Map(keys.map(({ recording, token }) => [recording, token]))
    const summaries: RecordingSummary[] = []
    for (const id of new Set([...own, ...tokens.keys()])) {
      const shelved = await this.#find(id)
      if (shelved && this.#mayFetch(participant, id, shelved, tokens.get(id)))
        summaries.push(summaryOf(id, shelved))
    }
    return summaries.sort((a, b) => a.started.localeCompare(b.started)).slice(-this.#limits.recordingsListed)
  }

  /**
   * Reads a piece of a file.
   * @param offset where it begins, in bytes; the piece has at most `limits.recordingPiece` bytes
   * @throws ProtocolError `not_allowed` when the file does not exist or the member may not fetch it
   */
  async read(
    participant: RecordedMember,
    { recording, token }: { recording: string; token?: string | undefined },
    file: string,
    offset: number,
  ): Promise<Piece> {
    const shelved = await this.#find(recording)
    if (!shelved || !this.#mayFetch(participant, recording, shelved, token)) {
      throw new ProtocolError('not_allowed', 'No recording with this id, or you may not download it')
    }
    const found = shelved.files.find((one) => one.file === file)
    if (!found) throw new ProtocolError('not_allowed', 'The recording does not contain this file')
    const piece = Buffer.alloc(Math.max(0, Math.min(this.#limits.recordingPiece, found.bytes - offset)))
    const handle = await open(join(this.#folder, recording, file)).catch(gone)
    try {
      const { bytesRead } = await handle.read(piece, 0, piece.length, offset)
      if (bytesRead < piece.length) gone()
    } finally {
      await handle.close()
    }
    return { ...found, piece }
  }

  /** Operators, the recorder and the host may fetch it, and anyone with the token. */
  #mayFetch(
    participant: RecordedMember,
    id: string,
    { access }: Shelved,
    token: string | undefined,
  ): boolean {
    if (participant.operator || this.#owners.get(id)?.includes(participant)) return true
    return token !== undefined && timingSafeEqual(access, Buffer.from(tokenSum(token)))
  }

  /** @param id validated by the protocol, so it cannot lead outside the folder */
  async #find(id: string): Promise<Shelved | null> {
    const known = this.#shelf.get(id)
    if (known) return known
    if (this.#runs(id)) return null
    const path = join(this.#folder, id)
    try {
      const access = await readFile(join(path, ACCESS_FILE))
      if (access.length !== tokenSum('').length) return null
      const description = await finishedDescription(path)
      const text = await readFile(join(path, DESCRIPTION_FILE))
      const sha256 = createHash('sha256').update(text).digest('hex')
      const files = [{ file: DESCRIPTION_FILE, bytes: text.length, sha256 }, ...description.files]
      forgetOldest(this.#shelf, KEPT)
      this.#shelf.set(id, { description, files, access })
      return { description, files, access }
    } catch {
      return null
    }
  }
}

function summaryOf(recording: string, { description, files }: Shelved): RecordingSummary {
  const { room, started, seconds } = description
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return { recording, room, started, seconds, files: files.length, bytes }
}

function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const id of map.keys()) {
    if (map.size < most) return
    map.delete(id)
  }
}

function gone(): never {
  throw new ProtocolError('not_allowed', 'The file no longer exists')
}

const KILLED = 'The server was killed during the recording; up to the last second may be missing.'

/**
 * Reads the description of a recording that is not in progress. If the server was killed during the recording, the
 * description is completed from its files and saved.
 *
 * @throws Error when there is no description, or it cannot be completed
 */
async function finishedDescription(folder: string): Promise<RecordingDescription> {
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
