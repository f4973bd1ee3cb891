import { cleanLine } from '../../lib/text.ts'
import type { InputLine } from '../input-line.ts'
import type { Look } from '../look.ts'
import { glyphsOf, widthOf } from '../text/glyph.ts'
import { type Span, span } from '../text/span.ts'

/** An input field `width` cells wide, scrolled to the cursor; a secret is shown as asterisks. */
export function field(
  { text, cursor }: InputLine,
  { signs }: Look,
  width: number,
  secret = false,
): { spans: Span<never>[]; cursor: number } {
  const shown = (part: string) =>
    secret ? '*'.repeat(glyphsOf(part).length) : cleanLine(part.replaceAll('\n', signs.newline))
  const before = shown(text.slice(0, cursor))
  const at = widthOf(before)
  const hidden = Math.max(0, at - width + 1)
  const all = glyphsOf(before + shown(text.slice(cursor)))
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
