import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** How long a file is, and its SHA-256 in hexadecimal digits. @throws the error of the disk */
export async function hashFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(piece)
    bytes += piece.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
