import { rectifyConfusion } from 'unicode-confusables'
import { limits } from './limits.ts'

/** Controls, unassigned, private and surrogate code points, line ends, and all that takes no room on a line. */
const FORBIDDEN = /[\p{Cc}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/u
/** UTF-16 units above which no text is looked at: a fit name may shrink in NFKC, but time grows with the square. */
const LONGEST = 16 * limits.name
const EMOJI_STYLE = /(?<=\p{Extended_Pictographic})\uFE0F/gu

/**
 * A person's or a room's name as it is kept: trimmed, in NFKC, 1 to 32 code points, nothing in it that cannot
 * be seen. Emoji lose their style selector.
 *
 * @returns null where the name is not fit.
 */
export function cleanName(text: string): string | null {
  if (text.length > LONGEST) return null
  const name = text.normalize('NFKC').trim().replace(EMOJI_STYLE, '')
  const length = [...name].length
  if (length < 1 || length > limits.name || FORBIDDEN.test(name)) return null
  return name
}

/**
 * Two names look the same to a person if they share a key: one key tells letters apart that differ only in
 * case, the other those that look alike (UTS #39, section 4) before their case is folded, for `I` looks like
 * `l` and `i` does not.
 */
export function likenessKeys(name: string): [string, string] {
  const spaced = name.replace(/\s+/gu, ' ')
  return [skeleton(fold(spaced)), fold(skeleton(spaced))]
}

/** Lower case by way of upper case, in which more letters become one: `ẞ` and `ß` are `ss`. */
function fold(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase()
}

function skeleton(text: string): string {
  return rectifyConfusion(text.normalize('NFD')).normalize('NFD')
}
