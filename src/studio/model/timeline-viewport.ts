import { type Timeline, timelineLength } from '../edit/timeline.ts'
import { EMPTY_VIEW, type Extent, following, type View, wholeScale, withinTimeline } from './view.ts'
import type { Waves } from './waves.ts'

/** The part of a timeline on the screen: its view, its size, and requests for the waveforms in it. */
export class TimelineViewport {
  readonly #waves: Waves
  readonly #timeline: () => Timeline
  #view: View = EMPTY_VIEW
  #columns = 0
  /** Names of the visible tracks. */
  #tracks: readonly string[] = []

  constructor(timeline: () => Timeline, waves: Waves) {
    this.#timeline = timeline
    this.#waves = waves
  }

  get view(): View {
    return this.#view
  }

  get extent(): Extent {
    return { length: timelineLength(this.#timeline()), columns: this.#columns }
  }

  /** Number of visible tracks. */
  get visibleTracks(): number {
    return this.#tracks.length
  }

  /** Whether the whole timeline is visible. */
  get showsAll(): boolean {
    return this.#view.scale >= wholeScale(this.extent)
  }

  /** Sets the size. @param columns cells for waveforms @param tracks names of the visible tracks */
  resize(columns: number, tracks: readonly string[]): void {
    const first = this.#columns === 0
    const whole = this.showsAll
    const resized = columns !== this.#columns
    this.#columns = columns
    this.#tracks = tracks
    if (first || (resized && whole)) this.#showAll()
    this.#wantWaves()
  }

  show(view: View): void {
    this.#view = view
    this.#wantWaves()
  }

  /** Moves the playhead with playback, and scrolls along if the playhead was visible. */
  follow(sample: number): void {
    const { from, scale, playhead } = this.#view
    const wasVisible = playhead >= from && playhead < from + this.#columns * scale
    const next = { ...this.#view, playhead: sample }
    this.show(wasVisible ? following(next, this.extent) : next)
  }

  /** The timeline has changed: limits the view to it. @param whole whether to show the whole timeline */
  change(view: View, whole: boolean): void {
    const names = this.#timeline().tracks.map(({ name }) => name)
    this.#view = withinTimeline(view, this.extent, names)
    if (whole) this.#showAll()
    this.#wantWaves()
  }

  #showAll(): void {
    this.#view = { ...this.#view, from: 0, scale: wholeScale(this.extent) }
  }

  #wantWaves(): void {
    if (this.#columns === 0) return
    const { from, scale } = this.#view
    const to = from + Math.max(1, Math.round(this.#columns * scale))
    this.#waves.want({ timeline: this.#timeline(), from, to, columns: this.#columns, tracks: this.#tracks })
  }
}
