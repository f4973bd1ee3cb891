import { type Glyph, glyphsOf, textOf } from './glyph.ts'

/**
 * Wraps text into rows of at most `width` cells: at newlines, at spaces (which are dropped at the break), or within a
 * word that is longer than a row.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph.replaceAll('\t', '    '), width))
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const rows: string[] = []
  let row: Glyph[] = []
  let taken = 0
  const end = (upTo: number) => {
    rows.push(textOf(row.slice(0, upTo)))
    const rest = row.slice(upTo)
    if (rest[0]?.text === ' ') rest.shift()
    row = rest
    taken = rest.reduce((sum, glyph) => sum + glyph.width, 0)
  }
  for (const glyph of glyphsOf(paragraph)) {
    if (glyph.width > width) continue
    if (taken + glyph.width > width) {
      if (glyph.text === ' ') {
        end(row.length)
        continue
      }
      const space = row.findLastIndex(({ text }) => text === ' ')
      end(space > 0 ? space : row.length)
    }
    row.push(glyph)
    taken += glyph.width
  }
  return [...rows, textOf(row)]
}
