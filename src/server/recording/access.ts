import { createHash } from 'node:crypto'

/** The file of a recording's folder that holds the sum of its token; it is given to nobody. */
export const ACCESS_FILE = 'access'

/** What is kept of a token: its SHA-256 in hexadecimal digits. */
export function tokenSum(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
