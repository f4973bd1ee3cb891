import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  DESCRIPTION_FILE,
  parseDescription,
  type RecordedFile,
  type RecordingDescription,
} from '../../audio/recording-description.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { RecordingKey, RecordingSummary } from '../../protocol/shapes.ts'
import { type Grant, grantOf } from './recording-access.ts'
import type { RecordedMember } from './room-recording.ts'

/** Recordings whose description is cached. */
const KEPT = 64
/** Recordings whose owners are remembered. */
const OWNED = 1_000

/** A piece of a file, with the length and hash of the whole file. */
export interface Piece extends RecordedFile {
  readonly piece: Uint8Array
}

/** A recording that does not run, or the part of it that somebody may fetch. */
interface Shelved {
  /** Whether it is finished; if not, its server died, and it has no files yet. */
  readonly isReady: boolean
  readonly description: RecordingDescription
  /** The text of `recording.json`. */
  readonly text: Buffer
  /** All files, `recording.json` first. */
  readonly files: readonly RecordedFile[]
}

/** Who may fetch a recording without a token, while they are connected to this server. Fixed when it starts. */
interface Owned {
  readonly owners: readonly (RecordedMember | null)[]
  /** The tracks of people who agreed. */
  readonly tracks: Map<RecordedMember, string>
}

/**
 * Gives finished recordings to those who may fetch them: the recorder, the host of the room at its start and operators
 * everything, the people in it their own track; and holders of a token what it allows, at any time. Access is checked
 * before anything of a recording is read, and nothing is hashed or written for those who ask.
 */
export class RecordingArchive {
  readonly #folder: string
  readonly #runs: (id: string) => boolean
  readonly #limits: Limits
  readonly #owned = new Map<string, Owned>()
  readonly #shelf = new Map<string, Shelved>()

  /** @param folder the folder of all recordings @param runs whether a recording is in progress */
  constructor(folder: string, runs: (id: string) => boolean, limits: Limits) {
    this.#folder = folder
    this.#runs = runs
    this.#limits = limits
  }

  /** Adds a recording that starts. @param owners members who may fetch all of it without the token */
  add(id: string, owners: readonly (RecordedMember | null)[]): void {
    forgetOldest(this.#owned, OWNED)
    this.#owned.set(id, { owners, tracks: new Map() })
  }

  /** Lets a member fetch their own track without a token. @param track its file, as in the description */
  addTrack(id: string, member: RecordedMember, track: string): void {
    this.#owned.get(id)?.tracks.set(member, track)
  }

  /**
   * Lists the recordings that a member may fetch at least a part of. Oldest first; the latest `limits.recordingsListed`
   * of them.
   */
  async list(participant: RecordedMember, keys: readonly RecordingKey[]): Promise<RecordingSummary[]> {
    const tokens = new Map(keys.map(({ recording, token }) => [recording, token]))
    const ids = [...new Set([...this.#owned.keys(), ...tokens.keys()])]
    const summaries: RecordingSummary[] = []
    // By the date in the id, so that no more are read than are listed.
    for (const id of ids.sort((a, b) => dateOf(b).localeCompare(dateOf(a)))) {
      if (summaries.length === this.#limits.recordingsListed) break
      const grant = await this.#grant(participant, id, tokens.get(id))
      const shelved = grant && (await this.#find(id))
      if (shelved && shelved !== 'running') summaries.push(summaryOf(id, part(shelved, grant)))
    }
    return summaries.sort((a, b) => a.started.localeCompare(b.started))
  }

  /**
   * Reads a piece of a file.
   * @param offset where it begins, in bytes; the piece has at most `limits.recordingPiece` bytes
   * @throws ProtocolError `not_allowed` when the file does not exist or the member may not fetch it; `not_ready` while
   * the recording runs, or is completed after the server died
   */
  async read(
    participant: RecordedMember,
    { recording, token }: { recording: string; token?: string | undefined },
    file: string,
    offset: number,
  ): Promise<Piece> {
    const grant = await this.#grant(participant, recording, token)
    const found = grant && (await this.#find(recording))
    if (!grant || !found) {
      throw new ProtocolError('not_allowed', 'No recording with this id, or you may not download it')
    }
    if (found === 'running' || !found.isReady) throw new ProtocolError('not_ready')
    const { files, text } = part(found, grant)
    const about = files.find((one) => one.file === file)
    if (!about) throw new ProtocolError('not_allowed', 'The recording does not contain this file')
    const length = Math.max(0, Math.min(this.#limits.recordingPiece, about.bytes - offset))
    if (file === DESCRIPTION_FILE) return { ...about, piece: text.subarray(offset, offset + length) }
    return { ...about, piece: await readPiece(join(this.#folder, recording, file), offset, length) }
  }

  /** What somebody may fetch. Reads nothing from the disk without a token, and with one only what is stored of tokens. */
  async #grant(participant: RecordedMember, id: string, token: string | undefined): Promise<Grant> {
    const owned = this.#owned.get(id)
    if (participant.operator || owned?.owners.includes(participant)) return 'everything'
    const own = owned?.tracks.get(participant)
    const byToken = token === undefined ? null : await grantOf(join(this.#folder, id), token)
    if (byToken === 'everything' || own === undefined) return byToken
    return new Set([own, ...(byToken ?? [])])
  }

  /**
   * @param id validated by the protocol, so it cannot lead outside the folder
   * @returns null when there is no such recording
   */
  async #find(id: string): Promise<Shelved | 'running' | null> {
    const known = this.#shelf.get(id)
    if (known) return known
    if (this.#runs(id)) return 'running'
    try {
      const text = await readFile(join(this.#folder, id, DESCRIPTION_FILE))
      const description = parseDescription(text.toString('utf8'))
      if (description.ended === null) return { isReady: false, description, text, files: [] }
      const shelved = { isReady: true, description, text, files: [aboutText(text), ...description.files] }
      forgetOldest(this.#shelf, KEPT)
      this.#shelf.set(id, shelved)
      return shelved
    } catch {
      return null
    }
  }
}

/** The part of a recording that may be fetched. Its description names nobody but the people of these tracks. */
function part(shelved: Shelved, grant: NonNullable<Grant>): Shelved {
  if (grant === 'everything' || !shelved.isReady) return shelved
  const files = shelved.description.files.filter(({ file }) => grant.has(file))
  const people = shelved.description.people.filter(({ file }) => file !== null && grant.has(file))
  const description = { ...shelved.description, people, files }
  const text = Buffer.from(`${JSON.stringify(description, null, 2)}\n`)
  return { isReady: true, description, text, files: [aboutText(text), ...files] }
}

function aboutText(text: Buffer): RecordedFile {
  const sha256 = createHash('sha256').update(text).digest('hex')
  return { file: DESCRIPTION_FILE, bytes: text.length, sha256 }
}

async function readPiece(path: string, offset: number, length: number): Promise<Uint8Array> {
  const piece = Buffer.alloc(length)
  const handle = await open(path).catch(gone)
  try {
    const { bytesRead } = await handle.read(piece, 0, length, offset)
    if (bytesRead < length) gone()
  } finally {
    await handle.close()
  }
  return piece
}

function summaryOf(recording: string, { isReady, description, files }: Shelved): RecordingSummary {
  const { room, started, seconds } = description
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const summary = { recording, room, started, seconds, files: files.length, bytes }
  return isReady ? summary : { ...summary, ready: false }
}

/** The part of an id that says when the recording started. */
function dateOf(id: string): string {
  return id.slice(id.indexOf('/') + 1)
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
