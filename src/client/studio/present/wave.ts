import type { Columns } from '../../../audio/peaks/columns.ts'
import type { Grid } from '../../tui/grid.ts'
import type { Region } from '../../tui/layout.ts'
import type { Look } from '../../tui/look.ts'
import type { StyleName, VoiceStyle } from '../../tui/theme.ts'
import type { StudioState } from '../state.ts'

const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
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
  const half = height / 2
  for (let i = 0; i < Math.min(width, columns.min.length); i++) {
    const { voice, ground } = lookOf(i)
    if (!voice) continue
    const loud = scaled(columns.rms[i]!, half, amplitude)
    const up = heightOf(columns.max[i]!, loud, half, amplitude)
    const down = heightOf(-columns.min[i]! - 1, loud, half, amplitude)
    for (let row = 0; row < half; row++) {
      const place = { grid, x: x + i, row, rows: half }
      drawCell({ ...place, y: y + half - 1 - row, below: false }, up, { voice, ground }, look)
      drawCell({ ...place, y: y + half + row, below: true }, down, { voice, ground }, look)
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
      const place = { grid, x: x + i, y: y + height - 1 - row, row, rows: height, below: false }
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

/** One cell of a column: `row` counts from the middle, and `below` grows from its top down. */
function drawCell(
  { grid, x, y, row, rows, below }: CellPlace,
  { peak, body, clips }: Height,
  { voice, ground }: { voice: VoiceStyle; ground: StyleName },
  look: Look,
): void {
  const filled = Math.max(0, Math.min(8, peak - 8 * row))
  const loud = Math.max(0, Math.min(filled, body - 8 * row))
  const colored = look.theme.wave.fg !== undefined
  if (clips && row === rows - 1) {
    grid.mark(x, y, look.unicode ? '█' : '!', [ground, 'clipping'])
  } else if (filled === 0) {
    // A line in the middle says that there is sound, be it silence.
    if (row === 0 && !below && peak === 0) grid.mark(x, y, look.unicode ? '▁' : '_', [ground, 'waveRest'])
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
