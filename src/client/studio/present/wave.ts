import type { Columns } from '../../../audio/peaks/columns.ts'
import type { Grid } from '../../tui/grid.ts'
import type { Region } from '../../tui/layout.ts'
import type { Look } from '../../tui/look.ts'
import type { StyleName, VoiceStyle } from '../../tui/theme.ts'
import type { StudioState } from '../state.ts'

const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
/** Eighths of half a row. */
const HALF = 4
const FULL_SCALE = 32_768
const LOUDEST = 32_767
/** A wave that follows the ear is as high as this power of its samples: what is 20 dB softer is a third as high. */
const EAR_POWER = 0.5

/** How a column of a wave looks. */
export interface ColumnLook {
  /** Whose wave it is; null draws nothing, for no sound is there. */
  readonly voice: VoiceStyle | null
  /** What lies below, such as a selection. */
  readonly ground: StyleName
}

interface CellPlace {
  readonly grid: Grid
  readonly x: number
  readonly y: number
  /** Rows from the middle. */
  readonly row: number
  /** How many there are. */
  readonly rows: number
  /** Eighths from the middle to where the cell begins. */
  readonly start: number
  readonly below: boolean
}

/** One column, in eighths of a row away from the middle: peaks, and loudness within them. */
interface Height {
  readonly peak: number
  readonly body: number
  readonly clips: boolean
}

/**
 * Draws a wave: peaks go up and down from the middle of the region, and loudness is a brighter body within them. In
 * eighths of a row where the terminal can show them, in shades where it has no colours, else in letters.
 * @param amplitude how samples become heights
 */
export function drawWave(
  grid: Grid,
  { x, y, width, height }: Region,
  columns: Columns,
  lookOf: (column: number) => ColumnLook,
  amplitude: StudioState['amplitude'],
  look: Look,
): void {
  const rows = Math.floor(height / 2)
  // Where their number is odd the middle lies within a row, of which each half shows one side.
  const middle = height % 2 === 1 ? HALF : 0
  for (let i = 0; i < Math.min(width, columns.min.length); i++) {
    const { voice, ground } = lookOf(i)
    if (!voice) continue
    const loud = scaled(columns.rms[i]!, height / 2, amplitude)
    const up = heightOf(columns.max[i]!, loud, height / 2, amplitude)
    const down = heightOf(-columns.min[i]! - 1, loud, height / 2, amplitude)
    if (middle > 0) drawMiddle(grid, x + i, y + rows, up, down, { voice, ground }, look)
    for (let row = 0; row < rows; row++) {
      const place = { grid, x: x + i, row, rows, start: middle + 8 * row }
      drawCell({ ...place, y: y + rows - 1 - row, below: false }, up, { voice, ground }, look)
      drawCell({ ...place, y: y + height - rows + row, below: true }, down, { voice, ground }, look)
    }
  }
}

/** Draws a wave by the height of its peaks alone, from the bottom of the region up. */
export function drawOutline(
  grid: Grid,
  { x, y, width, height }: Region,
  columns: Columns,
  lookOf: (column: number) => ColumnLook,
  amplitude: StudioState['amplitude'],
  look: Look,
): void {
  for (let i = 0; i < Math.min(width, columns.min.length); i++) {
    const { voice, ground } = lookOf(i)
    if (!voice) continue
    const loudest = Math.max(columns.max[i]!, -columns.min[i]! - 1)
    const up = heightOf(loudest, scaled(columns.rms[i]!, height, amplitude), height, amplitude)
    for (let row = 0; row < height; row++) {
      const place = {
        grid,
        x: x + i,
        y: y + height - 1 - row,
        row,
        rows: height,
        start: 8 * row,
        below: false,
      }
      drawCell(place, up, { voice, ground }, look)
    }
  }
}

function heightOf(sample: number, loud: number, rows: number, amplitude: StudioState['amplitude']): Height {
  const peak = Math.max(scaled(Math.max(0, sample), rows, amplitude), 0)
  return { peak, body: Math.min(loud, peak), clips: sample >= LOUDEST }
}

/** Eighths of a row. */
function scaled(sample: number, rows: number, amplitude: StudioState['amplitude']): number {
  const share = Math.min(1, sample / FULL_SCALE)
  return Math.round((amplitude === 'ear' ? share ** EAR_POWER : share) * rows * 8)
}

/** The row in the middle: full where both sides leave it, else a line. */
function drawMiddle(
  grid: Grid,
  x: number,
  y: number,
  up: Height,
  down: Height,
  { voice, ground }: { voice: VoiceStyle; ground: StyleName },
  { unicode, theme }: Look,
): void {
  const peak = Math.max(up.peak, down.peak)
  const loud = Math.max(up.body, down.body) >= HALF
  if (peak < HALF) {
    const line = unicode ? (peak > 0 ? '━' : '─') : '-'
    grid.mark(x, y, line, [ground, peak > 0 ? voice.peak : 'waveRest'])
  } else if (!unicode || theme.wave.fg === undefined) {
    grid.mark(x, y, (unicode ? shadeOf : letterOf)(8, loud ? 8 : 0, false), [ground, voice.body])
  } else grid.mark(x, y, '█', [ground, loud ? voice.body : voice.peak])
}

/** One cell of a column: `row` counts from the middle, and `below` grows from its top down. */
function drawCell(
  { grid, x, y, row, rows, start, below }: CellPlace,
  { peak, body, clips }: Height,
  { voice, ground }: { voice: VoiceStyle; ground: StyleName },
  look: Look,
): void {
  const filled = Math.max(0, Math.min(8, peak - start))
  const loud = Math.max(0, Math.min(filled, body - start))
  const colored = look.theme.wave.fg !== undefined
  if (clips && row === rows - 1) {
    grid.mark(x, y, look.unicode ? '█' : '!', [ground, 'clipping'])
  } else if (filled === 0) {
    // A line in the middle says that there is sound, be it silence.
    if (start === 0 && !below && peak === 0) grid.mark(x, y, look.unicode ? '▁' : '_', [ground, 'waveRest'])
  } else if (!look.unicode || !colored) {
    const glyph = (look.unicode ? shadeOf : letterOf)(filled, loud, below)
    grid.mark(x, y, glyph, [ground, voice.body])
  } else if (filled === 8) {
    // The edge between loudness and peaks.
    grid.mark(x, y, EIGHTHS[below ? 8 - loud : loud]!, [voice.back, voice.body], below)
  } else {
    // Where both edges lie in a cell, that of the peaks is drawn, in the colour of the larger part.
    const color = 2 * loud >= filled ? voice.body : voice.peak
    grid.mark(x, y, EIGHTHS[below ? 8 - filled : filled]!, [ground, color], below)
  }
}

/** Without colours loudness is told from peaks by how dense it is. */
function shadeOf(filled: number, loud: number, below: boolean): string {
  if (filled < 4) return below ? '▔' : '▁'
  if (filled < 8) return below ? '▀' : '▄'
  return loud >= 4 ? '█' : '▒'
}

function letterOf(filled: number, loud: number, below: boolean): string {
  if (filled < 4) return below ? "'" : '.'
  return loud >= 4 ? '#' : ':'
}
