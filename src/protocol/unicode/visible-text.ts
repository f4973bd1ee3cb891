import { JOINING_NEXT, JOINING_PREVIOUS, VIRAMAS } from './unicode-tables.ts'

const ZWNJ = '\\u200C'
const ZWJ = '\\u200D'
/** Marks that joining passes through (Joining_Type T). */
const MARKS = '[\\p{Mn}\\p{Me}]*'

/**
 * Joiners between letters that may be joined (RFC 5892, appendices A.1 and A.2; UAX #31, section 2.3): U+200C between
 * letters of a cursive script, as in Persian, and both after a virama, as in the scripts of India.
 */
const JOINERS = new RegExp(
  [
    `(?<=[${JOINING_NEXT}]${MARKS})${ZWNJ}(?=${MARKS}[${JOINING_PREVIOUS}])`,
    `(?<=\\p{L}\\p{M}*[${VIRAMAS}])(?:${ZWNJ}|${ZWJ})`,
  ].join('|'),
  'gu',
)

/** Anything that may be an emoji of several code points: a sequence with joiners, tags, a keycap or a style. */
const SEQUENCES =
  /[\p{Emoji}][\uFE0E\uFE0F\u20E3\p{EMod}\u{E0020}-\u{E007F}]*(?:\u200D\p{Emoji}[\uFE0E\uFE0F\p{EMod}]*)*/gu
const HIDDEN = /\u200D|[\uFE0E\uFE0F\u20E3\u{E0020}-\u{E007F}]/u
const STYLE = /[\uFE0E\uFE0F]/g
/** An emoji that is shown as text without the style selector U+FE0F. */
const TEXT_STYLE = /(?=\p{Emoji})\P{Emoji_Presentation}(?!\p{EMod})/gu
/** The emoji of Unicode's recommended set (UTS #51). A literal with this flag needs a newer language level. */
const RECOMMENDED = new RegExp(['^', '\\p{RGI_Emoji}', '$'].join(''), 'v')

/** Control, unassigned, private-use and surrogate code points, line separators, and invisible characters. */
const FORBIDDEN = /[\p{Cc}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cf}]/u
/** Characters that have a category of visible ones, and show nothing or the mark of a missing one. */
const BLANK = /[\u2800\u303F\uFFFC\u{13441}\u{13442}\u{16FE4}\u{1D159}]/u
/** A combining mark that has no character to combine with. */
const LOOSE_MARK = /(?<![^\s\p{M}]\p{M}*)\p{M}/u
/** A mark of another script on a Latin letter, a digit or a sign: fonts show nothing, or a circle beside it. */
const FOREIGN_MARK =
  /(?<=[\p{Script=Latin}\p{Script=Common}]\p{M}*)(?![\p{Script=Inherited}\p{Script=Common}\p{scx=Latin}])\p{M}/u
/** More nonspacing marks than any script needs on a character (UTS #39, section 5.4). */
const PILED_MARKS = /[\p{Mn}\p{Me}]{5}/u

/**
 * Writes emoji in one way: fully qualified where parts of them are joined, without a style selector otherwise. Leaves
 * sequences as they are that Unicode does not recommend.
 */
export function plainEmoji(text: string): string {
  return text.replace(SEQUENCES, (sequence) => {
    if (!HIDDEN.test(sequence)) return sequence
    const bare = sequence.replace(STYLE, '')
    if (!HIDDEN.test(bare)) return /\p{Extended_Pictographic}/u.test(bare) ? bare : sequence
    const qualified = qualify(bare)
    return RECOMMENDED.test(qualified) ? qualified : sequence
  })
}

/** Whether every character of a text can be seen, or joins visible ones where Unicode allows it. */
export function isVisible(text: string): boolean {
  const visible = withoutJoiners(text)
  return ![FORBIDDEN, BLANK, LOOSE_MARK, FOREIGN_MARK, PILED_MARKS].some((what) => what.test(visible))
}

function withoutJoiners(text: string): string {
  return text
    .replace(SEQUENCES, (sequence) => (RECOMMENDED.test(sequence) ? '\u{1F600}' : sequence))
    .replace(JOINERS, '')
}

function qualify(bare: string): string {
  return bare.replace(TEXT_STYLE, (one) => (one === '\u20E3' ? one : `${one}\uFE0F`))
}
