import { cleanLine } from '../../lib/text.ts'
import type { InputLine } from '../input-line.ts'
import type { Look } from '../look.ts'
import { glyphsOf, widthOf } from '../text/glyph.ts'
import { type Span, span } from '../text/span.ts'

/** UTF-16 units per cell beyond which text is not looked at; a joined emoji of a family has 11 in two cells. */
const FAR = 16

/** An input field `width` cells wide, scrolled to the cursor; a secret is shown as asterisks. */
export function field(
  { text, cursor }: InputLine,
  { signs }: Look,
  width: number,
  secret = false,
): { spans: Span<never>[]; cursor: number } {
  const shown = (part: string) =>
    secret ? '*'.repeat(glyphsOf(part).length) : cleanLine(part.replaceAll('\n', signs.newline))
  // What is far from the cursor is not visible.
  const near = FAR * (width + 1)
  const before = shown(text.slice(Math.max(0, cursor - near), cursor).toWellFormed())
  const at = widthOf(before)
  const hidden = Math.max(0, at - width + 1)
  const all = glyphsOf(before + shown(text.slice(cursor, cursor + near).toWellFormed()))
  let x = 0
  let visible = ''
  let firstAt = 0
  for (const glyph of all) {
    if (x >= hidden && x + glyph.width <= hidden + width) {
      if (visible === '') firstAt = x
      visible += glyph.text
    }
    x += glyph.width
  }
  return { spans: [span(visible, 'input')], cursor: at - (visible === '' ? hidden : firstAt) }
}
