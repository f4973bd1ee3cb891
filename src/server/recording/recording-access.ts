import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { appendPrivateFile, createPrivateFile } from '../../lib/private-files.ts'

/** The files in a recording's folder that hold the hashes of its tokens; they are never served. */
const ACCESS_FILE = 'access'
const TRACK_ACCESS_FILE = 'access-tracks'
/** Random bytes of a token, too many to guess. */
const TOKEN_BYTES = 24
/** Hexadecimal digits of a SHA-256. */
const SUM_LENGTH = 64
/** Bytes that are read of a list of track tokens: 256 tracks with the longest names have a fifth of it. */
const LONGEST_LIST = 256 * 1024

/** What somebody may fetch of a recording: everything, these of its tracks, or nothing. */
export type Grant = 'everything' | ReadonlySet<string> | null

/** The tokens of a recording in progress. Only their SHA-256 is stored. */
export class RecordingAccess {
  /** Allows fetching everything. */
  readonly token = newToken()
  readonly #folder: string
  readonly #tracks = new Map<string, Promise<string>>()

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Creates a token for a new recording, and stores its hash in the recording's folder. @throws the file system's error */
  static async create(folder: string): Promise<RecordingAccess> {
    const access = new RecordingAccess(folder)
    const file = await createPrivateFile(join(folder, ACCESS_FILE))
    try {
      await file.writeFile(sumOf(access.token))
    } finally {
      await file.close()
    }
    return access
  }

  /** The token that allows fetching one track; stored at the first call. @throws the file system's error */
  tokenFor(track: string): Promise<string> {
    const known = this.#tracks.get(track)
    if (known) return known
    const made = this.#addTrack(track)
    this.#tracks.set(track, made)
    return made
  }

  async #addTrack(track: string): Promise<string> {
    const token = newToken()
    const file = await appendPrivateFile(join(this.#folder, TRACK_ACCESS_FILE))
    try {
      await file.appendFile(`${sumOf(token)} ${track}\n`)
    } finally {
      await file.close()
    }
    return token
  }
}

/**
 * What the holder of a token may fetch of the recording in a folder. Reads at most 256 KiB, and nothing of the
 * recording itself. Never rejects: a missing or damaged file grants nothing.
 */
export async function grantOf(folder: string, token: string): Promise<Grant> {
  const sum = Buffer.from(sumOf(token))
  const whole = await readStart(join(folder, ACCESS_FILE), SUM_LENGTH)
  if (isSum(whole, sum)) return 'everything'
  const list = await readStart(join(folder, TRACK_ACCESS_FILE), LONGEST_LIST)
  for (const line of list.toString('latin1').split('\n')) {
    if (isSum(Buffer.from(line.slice(0, SUM_LENGTH)), sum)) return new Set([line.slice(SUM_LENGTH + 1)])
  }
  return null
}

function isSum(stored: Buffer, sum: Buffer): boolean {
  return stored.length === sum.length && timingSafeEqual(stored, sum)
}

async function readStart(path: string, most: number): Promise<Buffer> {
  try {
    const file = await open(path)
    try {
      const bytes = Buffer.alloc(Math.min(most, (await file.stat()).size))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
      return bytes.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch {
    return Buffer.alloc(0)
  }
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

function sumOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
