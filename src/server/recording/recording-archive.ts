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

/** Recordings that are kept at hand. */
const KEPT = 64
/** Recordings of which it is known who made them. */
const OWNED = 1_000

/** A piece of a file, and what the whole of it is. */
export interface Piece extends RecordedFile {
  readonly piece: Uint8Array
}

interface Shelved {
  readonly description: RecordingDescription
  readonly files: readonly RecordedFile[]
  /** The sum of its token. */
  readonly access: Buffer
}

/**
 * The recordings that are done. Whoever made one, or the room, has it as long as they are at this server; anybody has
 * it who knows its token, at any time.
 */
export class RecordingArchive {
  readonly #folder: string
  readonly #runs: (id: string) => boolean
  readonly #limits: Limits
  readonly #owners = new Map<string, readonly (RecordedMember | null)[]>()
  readonly #shelf = new Map<string, Shelved>()

  /** @param runs whether a recording is being made. */
  constructor(folder: string, runs: (id: string) => boolean, limits: Limits) {
    this.#folder = folder
    this.#runs = runs
    this.#limits = limits
  }

  /** Takes in a recording. @param owners who may have it without a token */
  add(id: string, owners: readonly (RecordedMember | null)[]): void {
    forgetOldest(this.#owners, OWNED)
    this.#owners.set(id, owners)
  }

  /** Those that somebody may have: their own, and those whose tokens they know; the latest last. */
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
   * @throws ProtocolError `not_allowed` where there is none that this person may have.
   */
  async read(
    participant: RecordedMember,
    { recording, token }: { recording: string; token?: string | undefined },
    file: string,
    offset: number,
  ): Promise<Piece> {
    const shelved = await this.#find(recording)
    if (!shelved || !this.#mayFetch(participant, recording, shelved, token)) {
      throw new ProtocolError('not_allowed', 'There is no such recording that you may have')
    }
    const found = shelved.files.find((one) => one.file === file)
    if (!found) throw new ProtocolError('not_allowed', 'The recording has no such file')
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

  /** Operators, whoever records, or made the room; and anybody by the token. */
  #mayFetch(
    participant: RecordedMember,
    id: string,
    { access }: Shelved,
    token: string | undefined,
  ): boolean {
    if (participant.operator || this.#owners.get(id)?.includes(participant)) return true
    return token !== undefined && timingSafeEqual(access, Buffer.from(tokenSum(token)))
  }

  /** @param id as the contract lets it be: it leads to no other folder. */
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
  throw new ProtocolError('not_allowed', 'The file is not there any more')
}

const KILLED = 'The server was stopped before it was closed; up to its last second may be missing.'

/**
 * What stands in the description of a recording that is not being made any more. Where the server was killed meanwhile,
 * it is completed by what the files hold.
 *
 * @throws Error where there is none, or it cannot be completed
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
