import { eastAsianWidth } from 'get-east-asian-width'

/** What stands in one cell of a terminal, or in two side by side. */
export interface Glyph {
  readonly text: string
  readonly width: 1 | 2
}

/** Marks that one letter may carry; more would run over the lines above and below. */
const MAX_MARKS = 4
const ASCII = /^[ -~]*$/
/** Marks that combine with what stands before them, and the vowels and finals of Hangul that do. */
const COMBINING = /[\p{Mn}\p{Me}\u1160-\u11FF]/u
/**
 * What asks for a joined or coloured picture: joiners, variation selectors, skin tones and tags. Terminals do not
 * agree how wide the result is, so the parts are shown beside each other, which all of them agree on.
 */
const JOINING =
  /\u200C|\u200D|[\uFE00-\uFE0F]|[\u{1F3FB}-\u{1F3FF}]|[\u{E0000}-\u{E007F}]|[\u{E0100}-\u{E01EF}]/u
/** Controls, and marks of format that some terminals give a cell and others none. */
const UNSEEN = /[\p{Cc}\p{Cf}]/u
/** Stands below a mark that has no letter: a terminal would put it on the cell before, and all that follows would shift. */
const BASE = '\u25CC'

const asciiGlyphs = Array.from(
  { length: 0x7f },
  (_, code): Glyph => ({
    text: String.fromCharCode(code),
    width: 1,
  }),
)

/**
 * A line of text as what its cells hold. Widths are those of Unicode's East Asian Width (UAX #11), ambiguous ones
 * narrow. Control characters, which `cleanText` should have taken out, are dropped here too.
 */
export function glyphsOf(text: string): Glyph[] {
  if (ASCII.test(text)) return Array.from(text, (char) => asciiGlyphs[char.charCodeAt(0)]!)
  const glyphs: Glyph[] = []
  let marks = 0
  for (const char of text) {
    if (JOINING.test(char) || UNSEEN.test(char)) continue
    if (COMBINING.test(char)) {
      const last = glyphs.pop() ?? { text: BASE, width: 1 }
      glyphs.push(marks++ < MAX_MARKS ? { text: last.text + char, width: last.width } : last)
      continue
    }
    marks = 0
    glyphs.push({ text: char, width: eastAsianWidth(char.codePointAt(0)!) })
  }
  return glyphs
}

/** Cells that a line of text takes. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length
  return glyphsOf(text).reduce((sum, { width }) => sum + width, 0)
}

/** The beginning of a text that fits into so many cells, ended by `mark` where it was cut. */
export function truncate(text: string, width: number, mark = '…'): string {
  if (widthOf(text) <= width) return text
  const room = width - widthOf(mark)
  if (room < 0) return ''
  let taken = 0
  let out = ''
  for (const glyph of glyphsOf(text)) {
    if (taken + glyph.width > room) break
    taken += glyph.width
    out += glyph.text
  }
  return out + mark
}

/** The text cut or filled with spaces to exactly so many cells. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  // As glyphs, so that a mark at its begin does not go onto the last of the spaces.
  const cut = textOf(glyphsOf(truncate(text, width)))
  const spaces = ' '.repeat(Math.max(0, width - widthOf(cut)))
  return side === 'left' ? cut + spaces : spaces + cut
}

/** What the glyphs say. */
export function textOf(glyphs: readonly Glyph[]): string {
  return glyphs.map(({ text }) => text).join('')
}
