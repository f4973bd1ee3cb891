import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAtomically } from '../../lib/atomic-file.ts'
import { fingerprintWords } from '../../protocol/fingerprint.ts'

/** Eight words of 11 bits; more is not asked for, since few wrong tries are looked at. */
const RANDOM_BYTES = 32

/** What makes one an operator. Of the words only a digest is kept. */
export class OperatorToken {
  readonly #digest: Buffer

  constructor(words: string) {
    this.#digest = digest(words)
  }

  /** Whether these are the words, however they are spaced; in a time that does not tell how many were right. */
  matches(tried: string): boolean {
    return timingSafeEqual(this.#digest, digest(tried))
  }
}

/** The words of a token, and the file that holds them; null where they hold for this run of the server alone. */
export interface KeptToken {
  readonly words: string
  readonly path: string | null
}

/**
 * The operator's token that is kept in `folder`, made the first time and readable by its owner alone (0600), so that it
 * is the same when the server is started again. Where the disk refuses, one is made for this time.
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
