import type { Region } from '../../client/tui/layout.ts'
import type { Choice, ConsentQuestion, Overlay, Question, Size } from '../../client/tui/state.ts'
import { filterChoices } from '../choices.ts'
import type { Look } from '../look.ts'
import { pad, truncate, widthOf } from '../text/glyph.ts'
import { type Line, type Span, span, spansWidth, truncateSpans } from '../text/span.ts'
import { wrap } from '../text/wrap.ts'
import { helpRows, type Manual } from './help.ts'
import { field } from './input.ts'
import { windowOn } from './window-on.ts'

/** A box over the rest. */
export interface Box {
  readonly region: Region
  readonly lines: readonly Line[]
  /** Where the cursor stands, null where it does not. */
  readonly cursor: { readonly x: number; readonly y: number } | null
}

interface Content {
  readonly title: string
  readonly rows: readonly Line[]
  readonly cursor: { readonly x: number; readonly y: number } | null
}

const WIDEST = 96

/** What lies over the rest, in a box in the middle. Pure. */
export function presentOverlay(overlay: Overlay, size: Size, manual: Manual, look: Look): Box {
  return boxed(size, look, (width, height) => contentOf(overlay, width, height, manual, look))
}

/** The question whether one may be recorded. Pure. */
export function presentConsent(consent: ConsentQuestion, size: Size, look: Look): Box {
  return boxed(size, look, (width, height) => consentContent(consent, width, height))
}

function boxed(size: Size, look: Look, contentIn: (width: number, height: number) => Content): Box {
  const inner = Math.max(1, Math.min(WIDEST, size.columns - 4))
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

function contentOf(overlay: Overlay, width: number, height: number, manual: Manual, look: Look): Content {
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

function questionContent(
  { text, secret, line }: Question,
  width: number,
  height: number,
  look: Look,
): Content {
  // The line for the answer is always there.
  const asked = wrap(text, width - 2)
    .slice(0, height - 1)
    .map((row) => ({ spans: [span(` ${row}`)] }))
  const { spans, cursor } = field(line, look, width - 4, secret)
  const prompt = span(` ${look.signs.prompt} `, 'key')
  return {
    title: 'Parlor asks',
    rows: [...asked, { spans: [prompt, ...spans] }],
    cursor: { x: 3 + cursor, y: asked.length },
  }
}

function consentContent({ by, room, armed }: ConsentQuestion, width: number, height: number): Content {
  const text = `${by} wants the server to record ${room}, each person on a track of their own. Nothing of you is recorded before you agree; you can change your mind at any time by /agree and /refuse.`
  const asked = wrap(text, width - 2)
    .slice(0, height - 1)
    .map((row) => ({ spans: [span(` ${row}`)] }))
  const key = armed ? 'key' : 'dim'
  const answers = {
    spans: [
      span(' y', key, agree),
      span(' record me   ', 'accent', agree),
      span('n', key, refuse),
      span(' do not   ', 'accent', refuse),
      span('Esc', key),
      span(' later', 'dim'),
    ],
  }
  return { title: 'May you be recorded?', rows: [...asked, answers], cursor: null }
}

const agree = { do: 'run', command: 'agree' } as const
const refuse = { do: 'run', command: 'refuse' } as const

function listContent(
  overlay: Extract<Overlay, { kind: 'list' }>,
  width: number,
  height: number,
  look: Look,
): Content {
  const choices = filterChoices(overlay)
  const selected = Math.min(overlay.selected, choices.length - 1)
  const { spans, cursor } = field(overlay.filter, look, width - 4)
  const shown = windowOn(choices, selected, Math.max(1, height - 1))
  const rows = shown.map((choice) => choiceRow(choice, choice === choices[selected], width, look))
  return {
    title: overlay.title,
    rows: [
      { spans: [span(` ${look.signs.prompt} `, 'key'), ...spans] },
      ...(rows.length > 0 ? rows : [{ spans: [span(' nothing is called like that', 'dim')] }]),
    ],
    cursor: { x: 3 + cursor, y: 0 },
  }
}

function choiceRow(choice: Choice, selected: boolean, width: number, { signs }: Look): Line {
  const note = truncate(choice.note, Math.floor(width / 2))
  const label = pad(choice.label, Math.max(1, width - widthOf(note) - 5))
  const { command, argument } = choice
  return {
    spans: [
      span(choice.current ? ` ${signs.current} ` : '   ', 'accent'),
      span(label),
      span(` ${note} `, 'dim'),
    ],
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
    {
      spans: [span(bottomLeft + horizontal.repeat(inner) + bottomRight, 'overlayTitle')],
      base: 'overlay',
    },
  ]
}

function filled(spans: readonly Span[], width: number): Span[] {
  const kept = truncateSpans(spans, width)
  return [...kept, span(' '.repeat(Math.max(0, width - spansWidth(kept))))]
}
