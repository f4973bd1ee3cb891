import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAtomically } from '../../lib/atomic-file.ts'
import { fingerprintWords } from '../../protocol/fingerprint.ts'

/** A token is eight words of 11 bits, which is enough because failed attempts are limited. */
const RANDOM_BYTES = 32

/** The token that makes a client an operator, held as a SHA-256 digest of its words. */
export class OperatorToken {
  readonly #digest: Buffer

  constructor(words: string) {
    this.#digest = digest(words)
  }

  /** Whether `tried` is the token, in any case and spacing. Compares in constant time. */
  matches(tried: string): boolean {
    return timingSafeEqual(this.#digest, digest(tried))
  }
}

/** The words of a token and the file that stores them; `path` is null when they are valid for this run only. */
export interface KeptToken {
  readonly words: string
  readonly path: string | null
}

/**
 * Reads the operator's token stored in `folder`, or creates it on first use (mode 0600), so that it stays the same
 * across restarts. If it cannot be stored or read, a token for this run only is returned.
 */
export function keptToken(folder: string): KeptToken {
  const path = join(folder, 'operator-token')
  const made = fingerprintWords(randomBytes(RANDOM_BYTES).toString('hex'))
  try {
    if (createAtomically(path, `${made}\n`)) return { words: made, path }
    const kept = readFileSync(path, 'utf8').trim()
    return kept === '' ? { words: made, path: null } : { words: kept, path }
  } catch {
    return { words: made, path: null }
  }
}

function digest(words: string): Buffer {
  const spaced = words
    .trim()
    .toLowerCase()
    .split(/[\s-]+/)
    .join('-')
  return createHash('sha256').update(spaced).digest()
}
