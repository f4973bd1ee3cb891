import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RecordedFile } from '../../audio/recording-description.ts'
import { diskError } from '../../lib/disk-error.ts'
import { appendPrivateFile, makePrivateFolders } from '../../lib/private-files.ts'

/** Pieces requested ahead of the one that is awaited; few enough not to delay voice. */
const AHEAD = 2

/** Where the pieces of a file come from. */
export interface PieceSource {
  /** Bytes of each piece but the last of a file. */
  readonly pieceBytes: number
  /** Requests the piece of a file that begins at `offset` bytes. */
  ask(file: string, offset: number): Promise<Uint8Array>
}

/** Receives the progress of a download. */
export interface FetchProgress {
  /** More bytes are here. @param fresh whether this download received them, or an earlier one did */
  more(bytes: number, fresh: boolean): void
  /** Cancels the download; the partial file stays, to be resumed. */
  readonly signal: AbortSignal
}

/**
 * Downloads a file to `path` by way of `<path>.part`, and resumes an earlier attempt. A complete file is only verified.
 *
 * @throws Error with a message for the user on a disk error, a wrong checksum or a different file at `path`; the reason
 * of the signal when cancelled
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
      throw new Error(`${path} differs from the file on the server; move it away and fetch again.`)
    }
    progress.more(there, false)
    return
  }
  const part = `${path}.part`
  await makePrivateFolders(dirname(path)).catch((error) => {
    throw diskError(error, path)
  })
  const sum = await fetchRest(part, { file, bytes }, source, progress)
  if (sum !== sha256) {
    await rm(part, { force: true })
    throw new Error(`${file} arrived damaged and was deleted; fetch it again.`)
  }
  await rename(part, path).catch((error) => {
    throw diskError(error, path)
  })
}

/** Downloads what is missing of a file. @returns the SHA-256 of the whole file in hex */
async function fetchRest(
  part: string,
  { file, bytes }: Pick<RecordedFile, 'file' | 'bytes'>,
  source: PieceSource,
  progress: FetchProgress,
): Promise<string> {
  const before = (await sizeOf(part)) ?? 0
  // A partial file that is longer than the whole is invalid.
  if (before > bytes) await rm(part, { force: true })
  let done = before > bytes ? 0 : before
  const hash = done > 0 ? await hashOf(part) : createHash('sha256')
  progress.more(done, false)
  const handle = await appendPrivateFile(part).catch((error) => {
    throw diskError(error, part)
  })
  const asked: Promise<Uint8Array>[] = []
  let next = done
  try {
    while (done < bytes) {
      for (; asked.length < AHEAD && next < bytes; next += source.pieceBytes) {
        const piece = source.ask(file, next)
        // A rejection is handled when the piece is awaited.
        piece.catch(() => {})
        asked.push(piece)
      }
      const piece = await asked.shift()!
      progress.signal.throwIfAborted()
      if (piece.length !== Math.min(source.pieceBytes, bytes - done)) {
        throw new Error(`The server sent ${file} in pieces of an unexpected size; the download was stopped.`)
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
