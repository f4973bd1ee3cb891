import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** The length of a file and its SHA-256 in hexadecimal. @throws the file system's error */
export async function hashFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(piece)
    bytes += piece.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
