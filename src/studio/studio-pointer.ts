import type { Region } from '../tui/region.ts'
import type { Mouse } from '../tui/terminal/key.ts'
import type { Studio } from './model/studio.ts'
import { between, movedTo, sampleAt, scrolledTo, zoomed } from './model/view.ts'
import type { StudioLayout } from './present/studio-layout.ts'

/** Zoom factor per wheel step. */
const WHEEL_ZOOM = 1.25
/** Fraction of the window scrolled per wheel step. */
const WHEEL_SCROLL = 0.1

/** Mouse input: dragging on waveforms selects, on the ruler and overview it moves the playhead; the wheel zooms. */
export class StudioPointer {
  readonly #studio: Studio
  /** Where the button was pressed and is pressed; on a waveform, with its sample. */
  #pressed: { readonly on: 'waves'; readonly sample: number } | { readonly on: 'ruler' | 'overview' } | null = null

  constructor(studio: Studio) {
    this.#studio = studio
  }

  take({ kind, x, y }: Mouse, layout: StudioLayout): void {
    if (kind === 'up') this.#pressed = null
    else if (kind === 'down') this.#press(x, y, layout)
    else if (kind === 'drag') this.#drag(x, layout)
    else this.#wheel(kind === 'wheel-up', x, y, layout)
  }

  #press(x: number, y: number, layout: StudioLayout): void {
    const sample = this.#sampleAt(x, layout)
    const { view } = this.#studio.state
    if (layout.overview && contains(layout.overview, x, y)) this.#pressed = { on: 'overview' }
    else if (contains(layout.ruler, x, y)) this.#pressed = { on: 'ruler' }
    else if (layout.bands.some(({ wave, turns }) => contains(wave, x, y) || contains(turns, x, y))) {
      this.#pressed = { on: 'waves', sample }
      this.#studio.setView({ ...view, selection: null, anchor: null })
      this.#studio.goTo(sample)
      return
    } else return
    this.#drag(x, layout)
  }

  #drag(x: number, layout: StudioLayout): void {
    const { state, extent } = this.#studio
    const pressed = this.#pressed
    if (pressed?.on === 'overview') {
      this.#studio.goTo(((x - layout.left) / layout.columns) * extent.length)
    } else if (pressed?.on === 'ruler') {
      this.#studio.goTo(this.#sampleAt(x, layout))
    } else if (pressed?.on === 'waves') {
      const to = Math.max(0, Math.min(extent.length, this.#sampleAt(x, layout)))
      const selection = between(pressed.sample, to)
      const { playhead } = movedTo(state.view, selection?.from ?? pressed.sample, extent)
      this.#studio.setView({ ...state.view, playhead, selection })
    }
  }

  #wheel(up: boolean, x: number, y: number, layout: StudioLayout): void {
    const { state, extent } = this.#studio
    const { view } = state
    if (layout.bands.some(({ wave }) => contains(wave, x, y))) {
      const scale = view.scale * (up ? 1 / WHEEL_ZOOM : WHEEL_ZOOM)
      this.#studio.setView(zoomed(view, scale, this.#sampleAt(x, layout), extent))
    } else {
      const by = WHEEL_SCROLL * extent.columns * view.scale
      this.#studio.setView(scrolledTo(view, view.from + (up ? -by : by), extent))
    }
  }

  #sampleAt(x: number, { left, columns }: StudioLayout): number {
    return sampleAt(this.#studio.state.view, Math.max(0, Math.min(columns, x - left)))
  }
}

function contains(region: Region, x: number, y: number): boolean {
  return x >= region.x && x < region.x + region.width && y >= region.y && y < region.y + region.height
}
