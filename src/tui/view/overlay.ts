import { filterChoices } from '../choices.ts'
import type { Look } from '../look.ts'
import type { Choice, Overlay, Question } from '../overlay-state.ts'
import type { CursorPosition, Region, Size } from '../region.ts'
import { pad, truncate, widthOf } from '../text/glyph.ts'
import { type Line, type Span, span, spansWidth, truncateSpans } from '../text/span.ts'
import { wrap } from '../text/wrap.ts'
import { field } from './field.ts'
import { helpRows, type Manual } from './help.ts'
import { windowOn } from './window-on.ts'

/** A box on top of the screen. */
export interface Box {
  readonly region: Region
  readonly lines: readonly Line[]
  /** Cell of the cursor, or null. */
  readonly cursor: CursorPosition | null
}

/** The contents of a box. */
export interface BoxContent {
  readonly title: string
  readonly rows: readonly Line[]
  readonly cursor: CursorPosition | null
}

const MAX_WIDTH = 96

/** An overlay as a box in the middle of the screen. Pure. */
export function presentOverlay(overlay: Overlay, size: Size, manual: Manual, look: Look): Box {
  return boxed(size, look, (width, height) => contentOf(overlay, width, height, manual, look))
}

/**
 * Draws a box in the middle of the screen.
 * @param contentIn lays out the contents for a maximum width and height in cells
 */
export function boxed(size: Size, look: Look, contentIn: (width: number, height: number) => BoxContent): Box {
  const inner = Math.max(1, Math.min(MAX_WIDTH, size.columns - 4))
  const highest = Math.max(1, size.rows - 4)
  const content = contentIn(inner, highest)
  const rows = content.rows.slice(0, highest)
  const region = {
    x: Math.max(0, Math.floor((size.columns - inner - 2) / 2)),
    y: Math.max(0, Math.floor((size.rows - rows.length - 2) / 2)),
    width: inner + 2,
    height: rows.length + 2,
  }
  const { cursor } = content
  return {
    region,
    lines: framed(content.title, rows, inner, look),
    cursor: cursor && { x: region.x + 1 + cursor.x, y: region.y + 1 + cursor.y },
  }
}

function contentOf(overlay: Overlay, width: number, height: number, manual: Manual, look: Look): BoxContent {
  switch (overlay.kind) {
    case 'help': {
      const rows = helpRows(manual, width)
      const start = Math.max(0, Math.min(overlay.scroll, rows.length - height))
      return { title: 'Keys and commands', rows: rows.slice(start, start + height), cursor: null }
    }
    case 'question':
      return questionContent(overlay.question, width, height, look)
    case 'list':
      return listContent(overlay, width, height, look)
  }
}

function questionContent({ text, secret, line }: Question, width: number, height: number, look: Look): BoxContent {
  // The answer line must always fit.
  const asked = wrap(text, width - 2)
    .slice(0, height - 1)
    .map((row) => ({ spans: [span(` ${row}`)] }))
  const { spans, cursor } = field(line, look, width - 4, secret)
  const prompt = span(` ${look.signs.prompt} `, 'key')
  return {
    title: 'Question',
    rows: [...asked, { spans: [prompt, ...spans] }],
    cursor: { x: 3 + cursor, y: asked.length },
  }
}

function listContent(
  overlay: Extract<Overlay, { kind: 'list' }>,
  width: number,
  height: number,
  look: Look,
): BoxContent {
  const choices = filterChoices(overlay)
  const selected = Math.min(overlay.selected, choices.length - 1)
  const { spans, cursor } = field(overlay.filter, look, width - 4)
  const shown = windowOn(choices, selected, Math.max(1, height - 1))
  const rows = shown.map((choice) => choiceRow(choice, choice === choices[selected], width, look))
  return {
    title: overlay.title,
    rows: [
      { spans: [span(` ${look.signs.prompt} `, 'key'), ...spans] },
      ...(rows.length > 0 ? rows : [{ spans: [span(' no matches', 'dim')] }]),
    ],
    cursor: { x: 3 + cursor, y: 0 },
  }
}

function choiceRow(choice: Choice, selected: boolean, width: number, { signs }: Look): Line {
  const note = truncate(choice.note, Math.floor(width / 2))
  const label = pad(choice.label, Math.max(1, width - widthOf(note) - 5))
  const { command, argument } = choice
  return {
    spans: [span(choice.current ? ` ${signs.current} ` : '   ', 'accent'), span(label), span(` ${note} `, 'dim')],
    ...(selected ? { base: 'selected' as const } : {}),
    click: { do: 'run', command, ...(argument === undefined ? {} : { argument }) },
  }
}

function framed(title: string, rows: readonly Line[], inner: number, { signs }: Look): Line[] {
  const [topLeft, topRight, bottomLeft, bottomRight, horizontal, vertical] = signs.box
  const heading = truncate(` ${title} `, inner)
  const side = span(vertical, 'overlayTitle')
  return [
    {
      spans: [
        span(topLeft, 'overlayTitle'),
        span(heading, 'overlayTitle'),
        span(horizontal.repeat(Math.max(0, inner - widthOf(heading))), 'overlayTitle'),
        span(topRight, 'overlayTitle'),
      ],
      base: 'overlay',
    },
    ...rows.map((row) => ({
      ...row,
      base: row.base ?? ('overlay' as const),
      spans: [side, ...filled(row.spans, inner), side],
    })),
    { spans: [span(bottomLeft + horizontal.repeat(inner) + bottomRight, 'overlayTitle')], base: 'overlay' },
  ]
}

function filled(spans: readonly Span[], width: number): Span[] {
  const kept = truncateSpans(spans, width)
  return [...kept, span(' '.repeat(Math.max(0, width - spansWidth(kept))))]
}
