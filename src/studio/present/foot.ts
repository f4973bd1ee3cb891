import { clockText, lengthText, localMinute, momentText } from '../../lib/time-text.ts'
import type { Notice } from '../../tui/action-scene.ts'
import type { Bindings } from '../../tui/bindings.ts'
import type { Look } from '../../tui/look.ts'
import type { Overlay } from '../../tui/overlay-state.ts'
import { justify, type Line, type Span, span, spansWidth } from '../../tui/text/span.ts'
import { meter } from '../../tui/view/meter.ts'
import type { StudioState } from '../model/state.ts'

const METER_CELLS = 12
const PROGRESS_CELLS = 20

/** The title line: title, date, people and length. Pure. */
export function presentTitle({ about, timeline, length, edits }: StudioState, width: number): Line {
  const { tags, title } = about
  const day = localMinute(tags.date)
  const people = tags.people.join(', ')
  const left = [span(` ${title} `, 'barStrong'), span([day, people].filter(Boolean).join('  '), 'barDim')]
  const edited = edits.done > 0 ? 'edited, ' : ''
  const right = [span(` ${edited}${clockText(Math.round(length / timeline.rate))} `, 'barStrong')]
  return { spans: justify(left, right, width), base: 'bar' }
}

/** The status line: position, selection, playback and edits. Pure. */
export function presentStatus(state: StudioState, look: Look, columns: number, width: number): Line {
  const { timeline, view, playing, speed, edits, unsaved, readOnly } = state
  const { rate } = timeline
  const sign = look.unicode ? (playing ? '▶' : '‖') : playing ? '>' : '='
  const left: Span[] = [
    span(` ${sign} `, playing ? 'talking' : 'barStrong'),
    span(momentText(view.playhead / rate), 'barStrong'),
    span('  '),
    ...selectionSpans(state),
    span(`${lengthText((columns * view.scale) / rate)} wide`, 'barDim'),
    ...(speed === 1 ? [] : [span(`  ${speed}x`, 'warning')]),
    ...(state.looping ? [span('  loop', 'warning')] : []),
    ...(state.skipping ? [span('  no silence', 'warning')] : []),
    ...(state.speakerProblem === null ? [] : [span('  no speaker', 'error')]),
  ]
  const saved = readOnly !== null ? 'read only' : unsaved === null ? 'saved' : 'NOT SAVED'
  const count = edits.all === 0 ? 'no edits' : `edits ${edits.done}/${edits.all}`
  const right: Span[] = [
    ...(playing ? [...meter(state.level, METER_CELLS, look), span('  ')] : []),
    span(`${count}  `, 'barDim'),
    span(`${saved} `, unsaved === null ? 'barDim' : 'error'),
  ]
  return { spans: justify(left, right, width), base: 'bar' }
}

function selectionSpans({ view, timeline }: StudioState): Span[] {
  const { selection, anchor } = view
  if (!selection) return anchor === null ? [] : [span('selecting  ', 'warning')]
  const { from, to } = selection
  const { rate } = timeline
  return [
    span(`${momentText(from / rate)} to ${momentText(to / rate)} `, 'barStrong'),
    span(`(${lengthText((to - from) / rate)})  `, 'barDim'),
  ]
}

/** The bottom line: the current task, the last notice, or key hints. Pure. */
export function presentFoot(
  state: StudioState,
  notice: Notice | null,
  overlay: Overlay | null,
  bindings: Bindings,
  look: Look,
  width: number,
): Line {
  if (state.busy) {
    const { what, share } = state.busy
    const lit = Math.round(share * PROGRESS_CELLS)
    const bar = look.signs.meterFull.repeat(lit) + look.signs.meterEmpty.repeat(PROGRESS_CELLS - lit)
    return {
      spans: [
        span(` ${what} `),
        span(bar, 'accent'),
        span(` ${Math.floor(share * 100)} %  `),
        span('Esc', 'key'),
        span(' cancel', 'dim'),
        ...(notice?.kind === 'error' ? [span(`  ${notice.text}`, 'error')] : []),
      ],
    }
  }
  if (notice && !overlay) {
    return { spans: [span(` ${notice.text}`, notice.kind === 'error' ? 'error' : 'accent')] }
  }
  if (state.measured !== null && !overlay) {
    return { spans: [span(` Measuring waveforms: ${Math.floor(state.measured * 100)} %`, 'dim')] }
  }
  return hintsLine(hintsOf(state, overlay, bindings), width)
}

interface Hint {
  readonly key: string
  readonly text: string
  readonly command?: string
}

function hintsLine(hints: readonly Hint[], width: number): Line {
  const spans: Span[] = [span(' ')]
  for (const { key, text, command } of hints) {
    const click = command === undefined ? undefined : ({ do: 'run', command } as const)
    const next = [span(key, 'key', click), span(` ${text}`, 'dim', click), span('  ')]
    if (spansWidth(spans) + spansWidth(next) - 2 > width) break
    spans.push(...next)
  }
  return { spans }
}

function hintsOf(state: StudioState, overlay: Overlay | null, bindings: Bindings): Hint[] {
  const of = (command: string, text: string): Hint[] => {
    const key = bindings.keyOf(command)
    return key === null ? [] : [{ key, text, command }]
  }
  const hint = (key: string, text: string): Hint => ({ key, text })
  if (overlay?.kind === 'question') return [hint('Enter', 'confirm'), hint('Esc', 'cancel')]
  if (overlay?.kind === 'help') return [hint('Up/Down', 'scroll'), hint('Esc', 'close')]
  if (overlay) return [hint('Up/Down', 'move'), hint('Enter', 'select'), hint('Esc', 'close')]
  const play = of('play', state.playing ? 'pause' : 'play')
  const common = [...of('help', 'help'), ...of('palette', 'commands'), ...of('close', 'close')]
  if (state.view.selection && state.readOnly === null) {
    return [
      ...play,
      ...of('cut', 'cut'),
      ...of('trim', 'keep'),
      ...of('silence', 'silence'),
      ...of('loop', 'loop'),
      ...of('zoom-selection', 'zoom'),
      ...of('export-selection', 'export'),
      hint('Esc', 'deselect'),
      ...common,
    ]
  }
  return [
    ...play,
    ...of('zoom-in', 'zoom'),
    ...of('zoom-out', 'out'),
    ...of('select', 'select'),
    ...(state.edits.done > 0 ? of('undo', 'undo') : []),
    ...of('next-marker', 'marker'),
    ...of('export', 'export'),
    ...common,
  ]
}
