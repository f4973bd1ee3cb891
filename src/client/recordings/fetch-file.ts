import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RecordedFile } from '../../audio/recording-description.ts'
import { diskError } from '../../lib/disk-error.ts'

/** Pieces that are asked for before the one before them has come; they fit what may be on its way, with voice. */
const AHEAD = 2

/** Where the pieces of a file come from. */
export interface PieceSource {
  /** Bytes of each piece but the last of a file. */
  readonly pieceBytes: number
  /** Asks for the piece of a file that begins at `offset`. */
  ask(file: string, offset: number): Promise<Uint8Array>
}

/** Is told how a fetch comes along. */
export interface FetchProgress {
  /** So many more bytes are here: of this fetch, or of an earlier one. */
  more(bytes: number, fresh: boolean): void
  /** Gives it up: what is here stays, to be gone on with. */
  readonly signal: AbortSignal
}

/**
 * Fetches a file to `path`, by way of `<path>.part`, from where an earlier attempt ended. One that is there already
 * is not fetched.
 *
 * @throws Error with a sentence for the user: the disk refuses, the file came damaged, or another is in its place; the
 * reason of the signal
 */
export async function fetchFile(
  { file, bytes, sha256 }: RecordedFile,
  path: string,
  source: PieceSource,
  progress: FetchProgress,
): Promise<void> {
  const there = await sizeOf(path)
  if (there !== null) {
    if ((await hashOf(path)).digest('hex') !== sha256) {
      throw new Error(`${path} is another file than the one on the server; move it away and fetch again.`)
    }
    progress.more(there, false)
    return
  }
  const part = `${path}.part`
  await mkdir(dirname(path), { recursive: true }).catch((error) => {
    throw diskError(error, path)
  })
  const sum = await fetchRest(part, { file, bytes }, source, progress)
  if (sum !== sha256) {
    await rm(part, { force: true })
    throw new Error(`${file} came damaged and was thrown away; fetch it again.`)
  }
  await rename(part, path).catch((error) => {
    throw diskError(error, path)
  })
}

/** @returns the SHA-256 of the whole file, in hexadecimal digits */
async function fetchRest(
  part: string,
  { file, bytes }: Pick<RecordedFile, 'file' | 'bytes'>,
  source: PieceSource,
  progress: FetchProgress,
): Promise<string> {
  const before = (await sizeOf(part)) ?? 0
  // Longer than the whole: nothing of it can be right.
  if (before > bytes) await rm(part, { force: true })
  let done = before > bytes ? 0 : before
  const hash = done > 0 ? await hashOf(part) : createHash('sha256')
  progress.more(done, false)
  const handle = await open(part, 'a').catch((error) => {
    throw diskError(error, part)
  })
  const asked: Promise<Uint8Array>[] = []
  let next = done
  try {
    while (done < bytes) {
      for (; asked.length < AHEAD && next < bytes; next += source.pieceBytes) {
        const piece = source.ask(file, next)
        // Whether it fails is told when its turn comes.
        piece.catch(() => {})
        asked.push(piece)
      }
      const piece = await asked.shift()!
      progress.signal.throwIfAborted()
      if (piece.length !== Math.min(source.pieceBytes, bytes - done)) {
        throw new Error(
          `The server sends ${file} in other pieces than it should; this client cannot take them.`,
        )
      }
      await handle.appendFile(piece).catch((error) => {
        throw diskError(error, part)
      })
      hash.update(piece)
      done += piece.length
      progress.more(piece.length, true)
    }
  } finally {
    await handle.close()
  }
  return hash.digest('hex')
}

async function hashOf(path: string): Promise<Hash> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece)
  return hash
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  )
}
