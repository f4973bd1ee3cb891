import type { Grid } from '../../tui/grid.ts'
import type { Look } from '../../tui/look.ts'
import type { Region } from '../../tui/region.ts'
import type { StyleName, VoiceStyle } from '../../tui/theme.ts'
import type { StudioState } from '../model/state.ts'
import { CLIPS, type Columns, LOUDEST } from '../peaks/columns.ts'

const FULL_SCALE = 32_768
/** Exponent of the perceived-loudness scale: 20 dB less is drawn a third as high. */
const EAR_POWER = 0.5

/** The style of a waveform column. */
export interface ColumnLook {
  /** Colours of the speaker; null draws nothing, after the end of the track. */
  readonly voice: VoiceStyle | null
  /** Background, such as a selection. */
  readonly ground: StyleName
}

/** The drawing context. */
interface Pen {
  readonly grid: Grid
  readonly look: Look
  readonly amplitude: StudioState['amplitude']
}

/** The upper or lower half of a column: heights of peak and RMS in eighths of a row, and whether it clips. */
interface Side {
  readonly peak: number
  readonly body: number
  readonly clips: boolean
}

/** Draws a waveform symmetrically around the middle of the region, with RMS as a brighter body within the peaks. */
export function drawWave(
  pen: Pen,
  { x, y, width, height }: Region,
  columns: Columns,
  lookOf: (column: number) => ColumnLook,
): void {
  const rows = Math.floor(height / 2)
  // With an odd number of rows, each half of the middle row shows one side.
  const middle = height % 2 === 1 ? HALF : 0
  for (let i = 0; i < Math.min(width, columns.min.length); i++) {
    const look = lookOf(i)
    if (!look.voice) continue
    const up = sideOf(columns, i, columns.max[i]!, height / 2, pen.amplitude)
    const down = sideOf(columns, i, -columns.min[i]! - 1, height / 2, pen.amplitude)
    if (middle > 0) drawMiddle(pen, x + i, y + rows, up, down, look)
    else if (up.peak === 0) drawSilence(pen, x + i, y + rows - 1, look)
    drawSide(pen, x + i, y + rows - 1, rows, middle, up, 'up', look)
    drawSide(pen, x + i, y + height - rows, rows, middle, down, 'down', look)
  }
}

/** Draws a waveform upwards from the bottom of the region. */
export function drawOutline(
  pen: Pen,
  { x, y, width, height }: Region,
  columns: Columns,
  lookOf: (column: number) => ColumnLook,
): void {
  for (let i = 0; i < Math.min(width, columns.min.length); i++) {
    const look = lookOf(i)
    const loudest = Math.max(columns.max[i]!, -columns.min[i]! - 1)
    const up = sideOf(columns, i, loudest, height, pen.amplitude)
    if (up.peak === 0) drawSilence(pen, x + i, y + height - 1, look)
    drawSide(pen, x + i, y + height - 1, height, 0, up, 'up', look)
  }
}

function sideOf(
  { rms, clips }: Columns,
  column: number,
  sample: number,
  rows: number,
  amplitude: StudioState['amplitude'],
): Side {
  const peak = eighths(Math.max(0, sample), rows, amplitude)
  const isMarked = sample >= LOUDEST && (clips === undefined || clips[column] === CLIPS)
  return { peak, body: Math.min(peak, eighths(rms[column]!, rows, amplitude)), clips: isMarked }
}

function eighths(sample: number, rows: number, amplitude: StudioState['amplitude']): number {
  const share = Math.min(1, sample / FULL_SCALE)
  return Math.round((amplitude === 'ear' ? share ** EAR_POWER : share) * rows * CELL)
}

/**
 * Draws one side of a column, row by row from the middle.
 * @param start eighths already shown by the middle row
 */
function drawSide(
  { grid, look }: Pen,
  x: number,
  y: number,
  rows: number,
  start: number,
  { peak, body, clips }: Side,
  direction: Direction,
  { voice, ground }: ColumnLook,
): void {
  if (!voice) return
  const step = direction === 'up' ? -1 : 1
  for (let row = 0; row < rows; row++) {
    const filled = Math.min(CELL, peak - start - CELL * row)
    if (filled <= 0) return
    if (clips && row === rows - 1) {
      grid.mark(x, y + step * row, look.unicode ? '█' : '!', ground, 'clipping')
    } else {
      const loud = Math.max(0, Math.min(filled, body - start - CELL * row))
      drawWaveCell(grid, x, y + step * row, filled, loud, direction, voice, ground, look)
    }
  }
}

/** Draws silence as a line. */
function drawSilence({ grid, look }: Pen, x: number, y: number, { ground }: ColumnLook): void {
  grid.mark(x, y, look.unicode ? '▁' : '_', ground, 'waveRest')
}

/** Draws the middle row: each side that extends past it fills its half; otherwise a line. */
function drawMiddle(
  { grid, look }: Pen,
  x: number,
  y: number,
  up: Side,
  down: Side,
  { voice, ground }: ColumnLook,
): void {
  if (!voice) return
  const above = up.peak >= HALF
  const below = down.peak >= HALF
  const loud = Math.max(up.body, down.body) >= HALF
  if (up.peak + down.peak === 0) grid.mark(x, y, look.unicode ? '─' : '-', ground, 'waveRest')
  else if (above && below) drawWaveCell(grid, x, y, CELL, loud ? CELL : 0, 'up', voice, ground, look)
  else if (!look.unicode || !(above || below)) {
    grid.mark(x, y, look.unicode ? '━' : '-', ground, voice.peak)
  } else grid.mark(x, y, above ? '▀' : '▄', ground, loud ? voice.body : voice.peak)
}

const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
/** Eighths per cell, and per half cell. */
const CELL = 8
const HALF = 4

/** Direction from the middle. */
type Direction = 'up' | 'down'

/**
 * Draws a cell of a waveform: in eighths of a cell with Unicode and colours, in shades without colours, in ASCII
 * otherwise.
 *
 * @param filled eighths filled by the peak, 1 to 8
 * @param loud eighths filled by the RMS, at most `filled`
 */
function drawWaveCell(
  grid: Grid,
  x: number,
  y: number,
  filled: number,
  loud: number,
  direction: Direction,
  voice: VoiceStyle,
  ground: StyleName,
  { unicode, theme }: Look,
): void {
  const down = direction === 'down'
  if (!unicode) {
    grid.mark(x, y, letterOf(filled, loud, down), ground, voice.body)
  } else if (theme.wave.fg === undefined) {
    grid.mark(x, y, shadeOf(filled, loud, down), ground, voice.body)
  } else if (filled === CELL) {
    // The edge between RMS and peak. A downward fill is drawn as its complement in swapped colours.
    grid.mark(x, y, EIGHTHS[down ? CELL - loud : loud]!, voice.back, voice.body, down)
  } else {
    // With both edges in one cell, the peak edge is drawn, in the colour of the larger part.
    const color = 2 * loud >= filled ? voice.body : voice.peak
    grid.mark(x, y, EIGHTHS[down ? CELL - filled : filled]!, ground, color, down)
  }
}

/** Without colours, density distinguishes RMS from peak. */
function shadeOf(filled: number, loud: number, down: boolean): string {
  if (filled < HALF) return down ? '▔' : '▁'
  if (filled < CELL) return down ? '▀' : '▄'
  return loud >= HALF ? '█' : '▒'
}

function letterOf(filled: number, loud: number, down: boolean): string {
  if (filled < HALF) return down ? "'" : '.'
  return loud >= HALF ? '#' : ':'
}
