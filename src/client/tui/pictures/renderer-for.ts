import { HalfBlocks } from '../../../screen/terminal/half-blocks.ts'
import { Kitty } from '../../../screen/terminal/kitty.ts'
import type { PictureRenderer } from '../../../screen/terminal/renderer.ts'
import { Sixel } from '../../../screen/terminal/sixel.ts'
import type { Extent } from '../../../screen/terminal/viewport.ts'
import type { TerminalAnswers } from '../../../tui/terminal/probe.ts'
import type { TerminalAbilities } from '../../../tui/terminal/terminal-abilities.ts'
import { SixelThread } from './sixel-thread.ts'

/** How pictures can be shown on a terminal; `auto` is the best that it can. */
export const pictureModes = ['auto', 'kitty', 'sixel', 'blocks'] as const
export type PictureMode = (typeof pictureModes)[number]

/** Pixels of a cell where a terminal does not say: it scales kitty's pictures itself. */
const USUAL_CELL = { width: 10, height: 20 }

/**
 * The best way to show pictures on a terminal, or the one that the person wants; null where it has too few colours, or
 * no half blocks.
 */
export function rendererFor(
  mode: PictureMode,
  { colors, unicode }: Pick<TerminalAbilities, 'colors' | 'unicode'>,
  { kitty, sixel, cell }: Omit<TerminalAnswers, 'light'>,
): PictureRenderer | null {
  const mayDraw = colors !== 'none'
  if (mode === 'kitty' || (mode === 'auto' && mayDraw && kitty)) return new Kitty(cell ?? USUAL_CELL)
  if (mode === 'sixel' || (mode === 'auto' && mayDraw && sixel && cell)) return threaded(cell ?? USUAL_CELL)
  if (!unicode || (colors !== 'truecolor' && colors !== 256)) return null
  return new HalfBlocks(colors)
}

/** Sixels that are made on a thread of their own. */
function threaded(cell: Extent): Sixel {
  const thread = new SixelThread()
  return new Sixel(cell, (picture) => thread.encode(picture))
}
