import { limits } from './limits.ts'
import { skeleton } from './unicode/skeleton.ts'
import { isVisible, plainEmoji } from './unicode/visible-text.ts'

/** UTF-16 units. NFKC may shorten a valid name, but normalizing takes quadratic time, so longer texts are rejected first. */
const LONGEST = 16 * limits.name
/** Signs that are hardly seen at the begin or the end of a name. */
const EDGES = /^[\s.,;:·…'’‘"“”`´]+|[\s.,;:·…'’‘"“”`´]+$/gu
const NO_LETTERS = /[^\p{L}]/gu

/**
 * Normalizes the name of a user or room: trimmed, in NFKC, 1 to 32 code points, without invisible characters except
 * joiners where Unicode allows them. Emoji lose their style selector (U+FE0F) unless they are joined to others.
 *
 * @returns the normalized name; null if it is invalid
 */
export function cleanName(text: string): string | null {
  if (text.length > LONGEST) return null
  const name = plainEmoji(plainEmoji(text).normalize('NFKC').trim())
  const length = [...name].length
  if (length < 1 || length > limits.name) return null
  return isVisible(name) ? name : null
}

/**
 * Keys to compare names by. Two names are confusable if they share a key. Both keys fold case and map look-alike
 * letters to one skeleton (UTS #39, section 4), the first after folding and the second before it: `I` looks like
 * `l`, but `i` does not. Full stops and the like at the begin and the end do not count.
 */
export function likenessKeys(name: string): [string, string] {
  const spaced = name.replace(/\s+/gu, ' ')
  const inner = spaced.replace(EDGES, '') || spaced
  return [skeleton(fold(inner)), fold(skeleton(inner))]
}

/** Whether a name looks like a reserved one when all but its letters is left out: `[Server]`, `Server 2`, `S.e.r.v.e.r`. */
export function resemblesReserved(name: string, reserved: string): boolean {
  const keys = likenessKeys(reserved)
  const spoken = [name, skeleton(name)].map((one) => one.normalize('NFD').replace(NO_LETTERS, ''))
  return spoken.some((one) => one !== '' && likenessKeys(one).some((key, i) => key === keys[i]))
}

/** Folds case. Going through upper case merges more letters: both `ẞ` and `ß` become `ss`. */
function fold(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase()
}
