import type { Region } from '../tui/region.ts'
import type { Mouse } from '../tui/terminal/key.ts'
import type { Studio } from './model/studio.ts'
import { between, movedTo, sampleAt, scrolledTo, zoomed } from './model/view.ts'
import type { StudioLayout } from './present/studio-layout.ts'

/** Times by which a turn of the wheel looks closer. */
const WHEEL_ZOOM = 1.25
/** Part of the window that a turn of the wheel scrolls. */
const WHEEL_SCROLL = 0.1

/** What the mouse does: a drag on waves selects, on ruler and overview it moves the playhead; the wheel zooms. */
export class StudioPointer {
  readonly #studio: Studio
  /** Where a button went down and is held: on waves with the sample that was there. */
  #held: { readonly on: 'waves'; readonly sample: number } | { readonly on: 'ruler' | 'overview' } | null =
    null

  constructor(studio: Studio) {
    this.#studio = studio
  }

  take({ kind, x, y }: Mouse, layout: StudioLayout): void {
    if (kind === 'up') this.#held = null
    else if (kind === 'down') this.#press(x, y, layout)
    else if (kind === 'drag') this.#drag(x, layout)
    else this.#wheel(kind === 'wheel-up', x, y, layout)
  }

  #press(x: number, y: number, layout: StudioLayout): void {
    const sample = this.#sampleAt(x, layout)
    const { view } = this.#studio.state
    if (layout.overview && holds(layout.overview, x, y)) this.#held = { on: 'overview' }
    else if (holds(layout.ruler, x, y)) this.#held = { on: 'ruler' }
    else if (layout.bands.some(({ wave, turns }) => holds(wave, x, y) || holds(turns, x, y))) {
      this.#held = { on: 'waves', sample }
      this.#studio.look({ ...view, selection: null, anchor: null })
      this.#studio.goTo(sample)
      return
    } else return
    this.#drag(x, layout)
  }

  #drag(x: number, layout: StudioLayout): void {
    const { state, extent } = this.#studio
    const held = this.#held
    if (held?.on === 'overview') {
      this.#studio.goTo(((x - layout.left) / layout.columns) * extent.length)
    } else if (held?.on === 'ruler') {
      this.#studio.goTo(this.#sampleAt(x, layout))
    } else if (held?.on === 'waves') {
      const to = Math.max(0, Math.min(extent.length, this.#sampleAt(x, layout)))
      const selection = between(held.sample, to)
      const { playhead } = movedTo(state.view, selection?.from ?? held.sample, extent)
      this.#studio.look({ ...state.view, playhead, selection })
    }
  }

  #wheel(up: boolean, x: number, y: number, layout: StudioLayout): void {
    const { state, extent } = this.#studio
    const { view } = state
    if (layout.bands.some(({ wave }) => holds(wave, x, y))) {
      const scale = view.scale * (up ? 1 / WHEEL_ZOOM : WHEEL_ZOOM)
      this.#studio.look(zoomed(view, scale, this.#sampleAt(x, layout), extent))
    } else {
      const by = WHEEL_SCROLL * extent.columns * view.scale
      this.#studio.look(scrolledTo(view, view.from + (up ? -by : by), extent))
    }
  }

  #sampleAt(x: number, { left, columns }: StudioLayout): number {
    return sampleAt(this.#studio.state.view, Math.max(0, Math.min(columns, x - left)))
  }
}

function holds(region: Region, x: number, y: number): boolean {
  return x >= region.x && x < region.x + region.width && y >= region.y && y < region.y + region.height
}
