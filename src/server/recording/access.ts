import { createHash } from 'node:crypto'

/** The file in a recording's folder that holds the hash of its token; it is never served. */
export const ACCESS_FILE = 'access'

/** The stored form of a token: its SHA-256 in hexadecimal. */
export function tokenSum(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
