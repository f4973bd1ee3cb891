import { HalfBlocks } from '../../screen/terminal/half-blocks.ts'
import type { PictureRenderer } from '../../screen/terminal/renderer.ts'
import type { Colors } from '../terminal-abilities.ts'

/** The best way to show pictures on a terminal; null where it has too few colours, or no half blocks. Pure. */
export function rendererFor(colors: Colors, unicode: boolean): PictureRenderer | null {
  if (!unicode || (colors !== 'truecolor' && colors !== 256)) return null
  return new HalfBlocks(colors)
}
