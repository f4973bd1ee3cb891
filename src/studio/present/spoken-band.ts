import { clockText } from '../../lib/time-text.ts'
import type { Bindings } from '../../tui/bindings.ts'
import type { Region } from '../../tui/region.ts'
import { pad, widthOf } from '../../tui/text/glyph.ts'
import { type Line, type Span, span, truncateSpans } from '../../tui/text/span.ts'
import { personStyle, type StudioState } from '../model/state.ts'
import type { SpokenState } from '../transcribe/spoken.ts'
import type { UtterancePart } from '../transcript/captions.ts'
import { folded } from '../transcript/find.ts'

/** Fraction of the line that the current word stays within. */
const MIDDLE = 0.6

/** The utterances around the playhead, one per line, with the current word highlighted. Pure. */
export function presentSpoken(
  state: Pick<StudioState, 'about' | 'timeline' | 'view'>,
  { parts, transcribing, query }: SpokenState,
  bindings: Bindings,
  { width, height }: Pick<Region, 'width' | 'height'>,
): Line[] {
  const lines: Line[] = []
  if (transcribing) {
    const stop = { do: 'run', command: 'stop-transcribing' } as const
    const done = `${Math.floor(100 * transcribing.share)} %`
    lines.push({
      spans: [
        span(` Transcribing: ${done}  `, 'accent'),
        span(transcribing.voice, 'dim'),
        span('  '),
        span('stop', 'key', stop),
      ],
    })
  } else if (!parts) {
    const key = bindings.keyOf('transcribe')
    const click = { do: 'run', command: 'transcribe' } as const
    lines.push({
      spans: [span(' No transcript. ', 'dim'), span(key ?? 'transcribe', 'key', click), span(' creates one.', 'dim')],
    })
  }
  const left = Math.max(0, height - lines.length)
  const first = firstVisible(parts ?? [], state.view.playhead, left)
  for (const part of (parts ?? []).slice(first, first + left)) lines.push(partLine(state, part, query, width))
  return lines
}

/** Index of the first visible part: the current one is on the second line. */
function firstVisible(parts: readonly UtterancePart[], playhead: number, rows: number): number {
  const last = parts.findLastIndex(({ from }) => from <= playhead)
  let now = Math.max(0, last)
  for (let i = last; i >= 0 && i > last - rows; i--) if (parts[i]!.to > playhead) now = i
  const above = rows > 1 ? 1 : 0
  return Math.max(0, Math.min(now - above, parts.length - rows))
}

function partLine(
  { about, timeline, view }: Pick<StudioState, 'about' | 'timeline' | 'view'>,
  part: UtterancePart,
  query: string,
  width: number,
): Line {
  const { from, to, name, text, words } = part
  const seconds = from / timeline.rate
  const current = view.playhead >= from && view.playhead < to
  const head: Span[] = [
    span(pad(` ${clockText(Math.floor(seconds))} `, 9), 'dim'),
    ...(name === '' ? [] : [span(`${name}: `, personStyle(about, name))]),
  ]
  const room = width - head.reduce((sum, { text: shown }) => sum + widthOf(shown), 0)
  const now = current ? words.findLastIndex(({ at }) => at <= view.playhead) : -1
  const said = words.length > 0 ? words.map((word) => word.text) : text.split(' ')
  const wanted = folded(query).split(' ').filter(Boolean)
  const spans = said.flatMap((word, i): Span[] => {
    const found = wanted.some((one) => folded(word).includes(one))
    const style = found ? 'marker' : i === now ? 'strong' : current ? 'text' : 'dim'
    return [span(i === 0 ? '' : ' '), span(word, style)]
  })
  const click = { do: 'run', command: 'go', argument: seconds.toFixed(3) } as const
  return { spans: truncateSpans([...head, ...around(spans, 2 * now, room)], width), click }
}

/** The spans scrolled so that the middle one is visible. */
function around(spans: readonly Span[], middle: number, room: number): readonly Span[] {
  const widths = spans.map(({ text }) => widthOf(text))
  if (widths.reduce((sum, width) => sum + width, 0) <= room) return spans
  let first = Math.max(0, middle)
  for (let left = room * MIDDLE; first > 0 && left > 0; first--) left -= widths[first - 1]!
  return spans.slice(first)
}
