import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** The length of a file in bytes and its SHA-256 in hexadecimal. */
export interface FileHash {
  readonly bytes: number
  readonly sha256: string
}

/** Hashes a file in the calling thread. @throws the file system's error */
export async function hashStream(path: string): Promise<FileHash> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(piece)
    bytes += piece.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
