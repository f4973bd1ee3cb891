import { eastAsianWidth } from 'get-east-asian-width'

/** The contents of one terminal cell, or of two for a wide glyph. */
export interface Glyph {
  readonly text: string
  readonly width: 1 | 2
}

/** Maximum combining marks per letter; more would overflow into adjacent lines. */
const MAX_MARKS = 4
const ASCII = /^[ -~]*$/
/** Combining marks, and the conjoining vowels and finals of Hangul. */
const COMBINING = /[\p{Mn}\p{Me}\u1160-\u11FF]/u
/**
 * Joiners, variation selectors, skin tones and tags of emoji sequences. Terminals disagree on the width of a joined
 * emoji, so its parts are shown side by side instead.
 */
const JOINING = /\u200C|\u200D|[\uFE00-\uFE0F]|[\u{1F3FB}-\u{1F3FF}]|[\u{E0000}-\u{E007F}]|[\u{E0100}-\u{E01EF}]/u
/** Control and format characters, which have no consistent width. */
const UNSEEN = /[\p{Cc}\p{Cf}]/u
/** Base for a mark without a letter: a terminal would combine it with the cell before and shift the rest. */
const BASE = '\u25CC'

const asciiGlyphs = Array.from({ length: 0x7f }, (_, code): Glyph => ({ text: String.fromCharCode(code), width: 1 }))

/**
 * Splits a line of text into glyphs. Widths follow Unicode East Asian Width (UAX #11), with ambiguous characters
 * narrow. Control characters that `cleanText` did not remove are dropped here too.
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

/** Width of a line of text, in cells. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length
  return glyphsOf(text).reduce((sum, { width }) => sum + width, 0)
}

/** Cuts a text to `width` cells, ending with `mark` when it was cut. */
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

/** Cuts or pads a text to exactly `width` cells. @param side alignment */
export function pad(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  // As glyphs, so that a leading mark does not combine with the last space.
  const cut = textOf(glyphsOf(truncate(text, width)))
  const spaces = ' '.repeat(Math.max(0, width - widthOf(cut)))
  return side === 'left' ? cut + spaces : spaces + cut
}

/** The text of the glyphs. */
export function textOf(glyphs: readonly Glyph[]): string {
  return glyphs.map(({ text }) => text).join('')
}
