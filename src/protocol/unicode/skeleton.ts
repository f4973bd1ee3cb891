import { CONFUSABLES } from './unicode-tables.ts'

const RADIX = 36
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
/** A dot above a letter that has one anyway. */
const SECOND_DOT = /(?<=[ij]\p{M}*)\u0307/gu

/** Latin small capitals, which look like capitals and are missing in Unicode's table. */
const SMALL_CAPITALS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ᴀ: 'a',
    ʙ: 'b',
    ᴄ: 'c',
    ᴅ: 'd',
    ᴇ: 'e',
    ꜰ: 'f',
    ɢ: 'g',
    ʜ: 'h',
    ɪ: 'i',
    ᴊ: 'j',
    ᴋ: 'k',
    ʟ: 'l',
  }).concat(
    Object.entries({ ᴍ: 'm', ɴ: 'n', ᴏ: 'o', ᴘ: 'p', ꞯ: 'q', ʀ: 'r', ꜱ: 's', ᴛ: 't', ᴜ: 'u', ᴠ: 'v', ᴡ: 'w' }),
    Object.entries({ ʏ: 'y', ᴢ: 'z' }),
  ),
)
/** The first of 26 letters in circles or squares that have no compatibility decomposition. */
const FRAMED_LETTERS = [0x1f150, 0x1f170]
const LETTERS = 26

let mapping: ReadonlyMap<string, string> | null = null

/**
 * The skeleton of a text (UTS #39, section 4): texts that look the same have the same skeleton, which is itself not for
 * display.
 */
export function skeleton(text: string): string {
  mapping ??= decoded()
  let mapped = ''
  for (const character of text.normalize('NFD').replace(INVISIBLE, '').replace(SECOND_DOT, '')) {
    mapped += mapping.get(character) ?? character
  }
  return mapped.normalize('NFD').replaceAll('vv', 'w')
}

/** What each character looks like. */
function decoded(): Map<string, string> {
  const all = new Map<string, string>()
  for (const group of CONFUSABLES.split(';')) {
    const [target = '', sources = ''] = group.split('=')
    const looks = target
      .split(',')
      .map((one) => String.fromCodePoint(Number.parseInt(one, RADIX)))
      .join('')
    let source = 0
    for (const distance of sources.split(',')) {
      source += Number.parseInt(distance, RADIX)
      all.set(String.fromCodePoint(source), looks)
    }
  }
  for (const [small, letter] of SMALL_CAPITALS) all.set(small, all.get(letter) ?? letter)
  for (const first of FRAMED_LETTERS) {
    for (let i = 0; i < LETTERS; i++) {
      const letter = String.fromCharCode('A'.charCodeAt(0) + i)
      all.set(String.fromCodePoint(first + i), all.get(letter) ?? letter)
    }
  }
  return all
}
