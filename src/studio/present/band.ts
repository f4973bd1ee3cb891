import type { Grid } from '../../tui/grid.ts'
import type { Look } from '../../tui/look.ts'
import { pad, truncate, widthOf } from '../../tui/text/glyph.ts'
import { type Line, span } from '../../tui/text/span.ts'
import { clipsOf } from '../edit/timeline.ts'
import { isHeard, labelOf, personStyle, type StudioState } from '../model/state.ts'
import { columnOf } from '../model/view.ts'
import { columnLooks } from './columns-look.ts'
import type { Band } from './studio-layout.ts'
import { drawWave } from './wave.ts'

/** Draws a track: its name, solo and mute, its waveform with clip edges, and its turns. */
export function drawBand(grid: Grid, band: Band, state: StudioState, look: Look): void {
  const index = state.timeline.tracks.findIndex(({ name }) => name === band.track)
  const track = state.timeline.tracks[index]!
  grid.place(band.gutter, gutterLines(state, track.name, index, look, band.gutter.width))
  const columns = state.waves.tracks.get(track.name)
  const looks = columnLooks(state, track, band.wave.width)
  const { x, y, width, height } = band.wave
  looks.forEach(({ ground }, i) => {
    if (ground === 'text') return
    for (let row = 0; row < height; row++) grid.mark(x + i, y + row, ' ', ground, ground)
  })
  for (const { from } of clipsOf(track)) {
    const column = columnOf(state.view, from)
    if (from === 0 || column < 0 || column >= width) continue
    for (let row = 0; row < height; row++)
      grid.mark(x + column, y + row, look.unicode ? '┊' : ':', looks[column]!.ground, 'edge')
  }
  // Over the edges, so that no edge hides a part of the wave.
  if (columns) drawWave({ grid, look, amplitude: state.amplitude }, band.wave, columns, (i) => looks[i]!)
  else grid.place(band.wave, [{ spans: [span(' measuring', 'dim')] }])
  drawTurns(grid, band, state, look)
}

function gutterLines(state: StudioState, track: string, index: number, look: Look, width: number): Line[] {
  if (width === 0) return []
  const { about, view, solo, muted } = state
  const name = labelOf(about, track)
  const chosen = view.chosen.has(track)
  const choose = { do: 'run', command: 'choose-track', argument: track } as const
  const toggle = (command: string, text: string, on: boolean, style: 'key' | 'error') =>
    span(on ? text : text.toLowerCase(), on ? style : 'dim', { do: 'run', command, argument: track })
  const silent = !isHeard(state, track)
  const sign = chosen ? look.signs.current : ' '
  return [
    {
      spans: [
        span(`${sign}${index + 1} `, chosen ? 'strong' : 'dim'),
        span(pad(truncate(name, width - 4), width - 4), silent ? 'dim' : personStyle(about, name)),
      ],
      ...(chosen ? { base: 'selected' as const } : {}),
      click: choose,
    },
    {
      spans: [
        span('   '),
        toggle('solo', 'S', solo.has(track), 'key'),
        span(' '),
        toggle('mute', 'M', muted.has(track), 'error'),
        ...(silent && width >= 14 ? [span(' silent', 'dim')] : []),
      ],
    },
  ]
}

/** Draws turns as lines in the colour of the speaker, with names when the track has several speakers. */
function drawTurns(grid: Grid, { track, turns: region }: Band, state: StudioState, look: Look): void {
  const turns = state.landmarks.turns.filter((turn) => turn.track === track)
  const several = new Set(turns.map(({ who }) => who)).size > 1
  let named = -1
  for (const { who, from, to } of turns) {
    const first = Math.max(0, columnOf(state.view, from))
    const last = Math.min(region.width - 1, columnOf(state.view, to - 1))
    if (last < first) continue
    const style = personStyle(state.about, who)
    for (let i = first; i <= last; i++) grid.mark(region.x + i, region.y, look.unicode ? '▔' : '=', 'text', style)
    const room = last - first
    if (!several || room < 4 || first <= named) continue
    const name = truncate(who, room)
    grid.place({ ...region, x: region.x + first, width: room }, [{ spans: [span(name, style)] }])
    named = first + widthOf(name)
  }
}
