import { clockText } from '../../lib/time-text.ts'
import type { Look } from '../../tui/look.ts'
import { pad, truncate } from '../../tui/text/glyph.ts'
import { type Line, type Span, span } from '../../tui/text/span.ts'
import type { StudioState } from '../model/state.ts'
import { columnOf } from '../model/view.ts'
import { selectedColumns } from './columns-look.ts'

/** Possible distances of the ruler marks, s. */
const STEPS = [
  ...[-5, -4, -3, -2, -1, 0].flatMap((power) => [1, 2, 5].map((n) => n * 10 ** power)),
  ...[10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400],
]
/** Minimum columns between marks, for their labels. */
const ROOM = 12

/** The time ruler. Pure. */
export function presentRuler(state: StudioState, { unicode }: Look, columns: number): Line {
  const { timeline, view, length } = state
  const { rate } = timeline
  const step = STEPS.find((one) => (one * rate) / view.scale >= ROOM) ?? STEPS.at(-1)!
  const cells = new Array<string>(columns).fill(' ')
  const first = Math.floor(view.from / rate / step)
  for (let i = first; i * step * rate <= Math.min(length, view.from + columns * view.scale); i++) {
    const column = columnOf(view, i * step * rate)
    const label = (unicode ? '╷' : '|') + timeText(i * step, step)
    if (column < 0 || column + label.length > columns) continue
    for (let k = 0; k < label.length; k++) cells[column + k] = label[k]!
  }
  const selected = selectedColumns(state, columns)
  const spans: Span[] = cells.map((text, i) => span(text, selected(i) ? 'selected' : 'dim'))
  return { spans }
}

/** A time with the decimals that marks `step` seconds apart need. */
function timeText(seconds: number, step: number): string {
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))
  const whole = Math.floor(seconds + 1e-9)
  const rest = (seconds - whole).toFixed(digits).slice(1)
  return clockText(whole) + rest
}

/** The markers with their texts, each cut off at the next marker. Pure. */
export function presentMarkers({ landmarks, view }: StudioState, { unicode }: Look, columns: number): Line {
  const places = landmarks.markers
    .map(({ at, text }) => ({ column: columnOf(view, at), text }))
    .filter(({ column }) => column >= 0 && column < columns)
  const spans: Span[] = []
  let x = 0
  places.forEach(({ column, text }, i) => {
    if (column < x) return
    spans.push(span(' '.repeat(column - x)))
    const room = Math.min(columns, places.find((next) => next.column > column)?.column ?? columns) - column
    const label = truncate(`${unicode ? '▾' : 'v'}${text}`, Math.max(1, room - (i + 1 < places.length ? 1 : 0)))
    spans.push(span(pad(label, room), 'marker'))
    x = column + room
  })
  return { spans }
}
