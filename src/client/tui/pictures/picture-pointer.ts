import type { Mouse } from '../../../tui/terminal/key.ts'
import type { Region } from '../layout.ts'
import type { WatchEvent } from './watched.ts'

/** Times by which a turn of the wheel enlarges. */
const WHEEL_ZOOM = 1.25

/** What the mouse does to a picture: the wheel enlarges what lies under it, and a drag moves it. */
export class PicturePointer {
  #held: { x: number; y: number } | null = null

  /** @param region where the picture stands. @returns null where the mouse means something else. */
  take({ kind, x, y }: Mouse, region: Region | null): WatchEvent | null {
    const inside =
      region && x >= region.x && y >= region.y && x < region.x + region.width && y < region.y + region.height
    if (kind === 'up') this.#held = null
    if (!inside) return null
    if (kind === 'wheel-up' || kind === 'wheel-down') {
      const at = { x: (x - region.x) / region.width, y: (y - region.y) / region.height }
      return { event: 'zoomed', by: kind === 'wheel-up' ? WHEEL_ZOOM : 1 / WHEEL_ZOOM, at }
    }
    const from = this.#held
    if (kind === 'down' || kind === 'drag') this.#held = { x, y }
    if (kind !== 'drag' || !from) return null
    return { event: 'panned', dx: (from.x - x) / region.width, dy: (from.y - y) / region.height }
  }
}
