import type { UiState } from '../../client/tui/state.ts'
import { cleanLine } from '../../lib/text.ts'
import type { InputLine } from '../input-line.ts'
import type { Look } from '../look.ts'
import { glyphsOf, widthOf } from '../text/glyph.ts'
import { type Line, type Span, span } from '../text/span.ts'

/** A line with the column where the cursor stands in it, null where it does not. */
export interface LineWithCursor {
  readonly line: Line
  readonly cursor: number | null
}

const focusInput = { do: 'show', event: { event: 'focused', focus: 'input' } } as const

/** The line in which one types. Pure. */
export function presentInput(state: UiState, look: Look, width: number): LineWithCursor {
  const focused = state.focus === 'input' && !state.overlay
  const prompt = span(` ${look.signs.prompt} `, focused ? 'key' : 'dim')
  if (!focused && state.input.text === '') {
    return { line: { spans: [prompt, span(invitation(state), 'dim')], click: focusInput }, cursor: null }
  }
  const { spans, cursor } = field(state.input, look, width - 4)
  return {
    line: { spans: [prompt, ...spans], click: focusInput },
    cursor: focused ? 3 + cursor : null,
  }
}

/** A line being typed in so many cells, scrolled so that the cursor is seen; a secret is shown as stars. */
export function field(
  { text, cursor }: InputLine,
  { signs }: Look,
  width: number,
  secret = false,
): { spans: Span[]; cursor: number } {
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

function invitation({ stage, meeting }: UiState): string {
  if (stage.at === 'start') return 'address of a server, such as 192.168.1.5 or 192.168.1.5:12345'
  return meeting.room ? 'Enter to write' : 'Enter to type a /command'
}
