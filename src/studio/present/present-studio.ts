import type { Notice } from '../../tui/action-scene.ts'
import type { Bindings } from '../../tui/bindings.ts'
import type { Grid } from '../../tui/grid.ts'
import type { Look } from '../../tui/look.ts'
import type { Overlay } from '../../tui/overlay-state.ts'
import { PLAIN_VOICE } from '../../tui/theme.ts'
import type { StudioState } from '../model/state.ts'
import { columnOf } from '../model/view.ts'
import type { SpokenState } from '../transcribe/spoken.ts'
import { drawBand } from './band.ts'
import { overviewGround, selectedColumns } from './columns-look.ts'
import { presentFoot, presentStatus, presentTitle } from './foot.ts'
import { presentMarkers, presentRuler } from './ruler.ts'
import { presentSpoken } from './spoken-band.ts'
import type { StudioLayout } from './studio-layout.ts'
import { drawOutline } from './wave.ts'

/** The parts of the screen that are not studio state. */
export interface Surroundings {
  readonly notice: Notice | null
  readonly overlay: Overlay | null
  readonly bindings: Bindings
  /** The transcript, if any. */
  readonly spoken?: SpokenState
}

/** Draws the studio into the grid. Otherwise pure. */
export function presentStudio(
  grid: Grid,
  state: StudioState,
  layout: StudioLayout,
  { notice, overlay, bindings, spoken }: Surroundings,
  look: Look,
): void {
  const { title, overview, ruler, markers, bands, status, foot, columns } = layout
  grid.place(title, [presentTitle(state, title.width)])
  grid.place(ruler, [presentRuler(state, look, columns)])
  if (markers) grid.place(markers, [presentMarkers(state, look, columns)])
  for (const band of bands) drawBand(grid, band, state, look)
  if (overview) drawOverview(grid, state, layout, look)
  drawPlayhead(grid, state, layout, look)
  if (layout.spoken && spoken) grid.place(layout.spoken, presentSpoken(state, spoken, bindings, layout.spoken))
  grid.place(status, [presentStatus(state, look, columns, status.width)])
  grid.place(foot, [presentFoot(state, notice, overlay, bindings, look, foot.width)])
}

/** Draws the overview of the whole recording, with the window, the selection and the playhead. */
function drawOverview(grid: Grid, state: StudioState, { overview, columns }: StudioLayout, look: Look): void {
  const region = overview!
  const groundOf = overviewGround(state, columns)
  for (let i = 0; i < columns; i++) {
    const ground = groundOf(i)
    if (ground === 'text') continue
    for (let row = 0; row < region.height; row++) grid.mark(region.x + i, region.y + row, ' ', ground, ground)
  }
  const { overview: wave } = state.waves
  const lookOf = (column: number) => ({ voice: PLAIN_VOICE, ground: groundOf(column) })
  if (wave) drawOutline({ grid, look, amplitude: state.amplitude }, region, wave, lookOf)
  const at = Math.floor((state.view.playhead / Math.max(1, state.length)) * columns)
  for (let row = 0; row < region.height; row++) {
    const x = region.x + Math.min(columns - 1, at)
    grid.mark(x, region.y + row, look.signs.separator, groundOf(at), 'playhead')
  }
}

function drawPlayhead(grid: Grid, state: StudioState, layout: StudioLayout, look: Look): void {
  const column = columnOf(state.view, state.view.playhead)
  if (column < 0 || column >= layout.columns) return
  const x = layout.left + column
  grid.mark(x, layout.ruler.y, look.unicode ? '▼' : 'V', 'text', 'playhead')
  for (const { track, wave } of layout.bands) {
    const ground = selectedColumns(state, layout.columns, track)(column) ? 'stretch' : 'text'
    for (let row = 0; row < wave.height; row++) {
      grid.mark(x, wave.y + row, look.signs.separator, ground, 'playhead')
    }
  }
}
