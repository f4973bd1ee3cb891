import { rectifyConfusion } from 'unicode-confusables'
import { limits } from './limits.ts'

/** Control, unassigned, private-use and surrogate code points, line separators, and invisible characters. */
const FORBIDDEN = /[\p{Cc}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/u
/** UTF-16 units. NFKC may shorten a valid name, but normalizing takes quadratic time, so longer texts are rejected first. */
const LONGEST = 16 * limits.name
const EMOJI_STYLE = /(?<=\p{Extended_Pictographic})\uFE0F/gu

/**
 * Normalizes the name of a user or room: trimmed, in NFKC, 1 to 32 code points, without invisible characters.
 * Emoji lose their variation selector (U+FE0F).
 *
 * @returns the normalized name; null if it is invalid
 */
export function cleanName(text: string): string | null {
  if (text.length > LONGEST) return null
  const name = text.normalize('NFKC').trim().replace(EMOJI_STYLE, '')
  const length = [...name].length
  if (length < 1 || length > limits.name || FORBIDDEN.test(name)) return null
  return name
}

/**
 * Keys to compare names by. Two names are confusable if they share a key. Both keys fold case and map look-alike
 * letters to one skeleton (UTS #39, section 4), the first after folding and the second before it: `I` looks like
 * `l`, but `i` does not.
 */
export function likenessKeys(name: string): [string, string] {
  const spaced = name.replace(/\s+/gu, ' ')
  return [skeleton(fold(spaced)), fold(skeleton(spaced))]
}

/** Folds case. Going through upper case merges more letters: both `ẞ` and `ß` become `ss`. */
function fold(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase()
}

function skeleton(text: string): string {
  return rectifyConfusion(text.normalize('NFD')).normalize('NFD')
}
