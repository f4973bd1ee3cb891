import type { Grid } from '../../tui/grid.ts'
import type { Look } from '../../tui/look.ts'
import type { StyleName, VoiceStyle } from '../../tui/theme.ts'

const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
/** Eighths of a whole cell, and of half of one. */
export const CELL = 8
export const HALF = 4

/** Which way a wave goes from where it begins. */
export type Direction = 'up' | 'down'

/**
 * Draws a cell of a wave: as much of it as peaks fill, and within that as much as its loudness does. In eighths of a cell
 * where the terminal can show them, in shades where it has no colours, else in letters.
 *
 * @param filled eighths that the peaks fill, 1 to 8, from the side where the wave begins
 * @param loud eighths that the loudness fills, at most as many
 */
export function drawWaveCell(
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
    // The edge between loudness and peaks. What grows down is drawn as what is left below it, in swapped colours.
    grid.mark(x, y, EIGHTHS[down ? CELL - loud : loud]!, voice.back, voice.body, down)
  } else {
    // Where both edges lie in a cell, that of the peaks is drawn, in the colour of the larger part.
    const color = 2 * loud >= filled ? voice.body : voice.peak
    grid.mark(x, y, EIGHTHS[down ? CELL - filled : filled]!, ground, color, down)
  }
}

/** Without colours loudness is told from peaks by how dense it is. */
function shadeOf(filled: number, loud: number, down: boolean): string {
  if (filled < HALF) return down ? '▔' : '▁'
  if (filled < CELL) return down ? '▀' : '▄'
  return loud >= HALF ? '█' : '▒'
}

function letterOf(filled: number, loud: number, down: boolean): string {
  if (filled < HALF) return down ? "'" : '.'
  return loud >= HALF ? '#' : ':'
}
