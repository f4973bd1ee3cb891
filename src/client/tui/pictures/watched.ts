import { type Extent, type View, WHOLE } from '../../../screen/terminal/viewport.ts'
import type { Region, Size } from '../../../tui/region.ts'
import type { Mouse } from '../../../tui/terminal/key.ts'
import type { ViewEvent } from '../../commands/screen-controls.ts'

/** Size and received rate of a watched share. */
export interface Figures extends Extent {
  readonly fps: number
  /** Bytes/s. */
  readonly bytes: number
}

/** The watched pictures and how they are displayed. */
export interface Watched {
  /** Ids of their sharers; not empty. */
  readonly people: readonly number[]
  readonly view: View
  /** Whether they fill the terminal. */
  readonly full: boolean
  /** Figures of those whose first picture has arrived, by id. */
  readonly figures: Readonly<Record<number, Figures>>
}

/** What changes the pictures on the screen. */
export type WatchEvent =
  | ViewEvent
  /** A picture has come. */
  | { readonly event: 'pictured'; readonly from: number; readonly figures: Figures }

const LARGEST_ZOOM = 64
const MIDDLE = { x: 0.5, y: 0.5 }

/** The watched pictures after an event. @param size size of the terminal in cells. Pure. */
export function reduceWatched(watched: Watched | null, event: WatchEvent, size: Size): Watched | null {
  if (event.event === 'watching') {
    if (event.people.length === 0) return null
    return { figures: {}, view: WHOLE, full: false, ...watched, people: event.people }
  }
  if (!watched) return watched
  switch (event.event) {
    case 'pictured':
      return withFigures(watched, event)
    case 'full-picture':
      return { ...watched, full: !watched.full }
    case 'viewed':
      return { ...watched, view: { ...WHOLE, base: event.base } }
    case 'zoomed':
      return { ...watched, view: zoomed(watched, event, size) }
    case 'panned': {
      const seen = seenPart(watched, size)
      const { view } = watched
      return { ...watched, view: { ...view, x: inside(view.x + event.dx * seen), y: inside(view.y + event.dy * seen) } }
    }
  }
}

/** Whether the picture can be panned: it is the only one, and not fully visible. */
export function pannable(watched: Watched | null): boolean {
  return watched?.people.length === 1 && (watched.view.base === 'actual' || watched.view.zoom > 1)
}

function withFigures(watched: Watched, { from, figures }: Extract<WatchEvent, { event: 'pictured' }>): Watched {
  const { width, height } = figures
  const rounded = { width, height, fps: Math.round(figures.fps), bytes: Math.round(figures.bytes / 1_000) * 1_000 }
  const before = watched.figures[from]
  const same = before && (Object.keys(rounded) as (keyof Figures)[]).every((key) => before[key] === rounded[key])
  return same ? watched : { ...watched, figures: { ...watched.figures, [from]: rounded } }
}

function zoomed(watched: Watched, { by, at = MIDDLE }: Extract<WatchEvent, { event: 'zoomed' }>, size: Size): View {
  const { view } = watched
  const zoom = Math.min(LARGEST_ZOOM, view.zoom * by)
  if (view.base === 'fit' && zoom <= 1.01) return WHOLE
  // Keeps the point under the pointer in place.
  const moved = seenPart(watched, size) * (1 - 1 / by)
  return { ...view, zoom, x: inside(view.x + (at.x - 0.5) * moved), y: inside(view.y + (at.y - 0.5) * moved) }
}

/** Approximate fraction of the picture's width that is visible. */
function seenPart({ people, view, figures }: Watched, { columns }: Size): number {
  const width = figures[people[0]!]?.width ?? columns
  const times = view.base === 'fit' ? view.zoom : (view.zoom * width) / columns
  return Math.min(1, 1 / times)
}

function inside(place: number): number {
  return Math.max(0, Math.min(1, place))
}

/** Zoom factor of one step of the wheel. */
const WHEEL_ZOOM = 1.25

/** Mouse control of a picture: the wheel zooms at the pointer, and a drag pans. */
export class PicturePointer {
  #held: { x: number; y: number } | null = null

  /** @param region region of the picture; null if there is none @returns null if the event is not for the picture */
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
