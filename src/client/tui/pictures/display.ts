import type { Clock } from '../../../lib/clock.ts'
import type { Picture as WatchedPicture } from '../../../screen/picture.ts'
import type { Bindings } from '../../../tui/bindings.ts'
import { DrawSchedule } from '../../../tui/draw-schedule.ts'
import type { Look } from '../../../tui/look.ts'
import type { Region } from '../../../tui/region.ts'
import type { Surface } from '../../../tui/scene.ts'
import type { Intent, MeetingGrid } from '../intent.ts'
import { chatExtent, present } from '../present/present-meeting.ts'
import { reduceUi } from '../reduce.ts'
import { initialUiState, type UiState } from '../state.ts'
import type { UiEvent } from '../ui-events.ts'
import type { PictureView, PlacedPicture } from './picture-view.ts'

/** Holds the state of the interface and draws it: an event changes the state, and a draw is scheduled. */
export class Display {
  readonly bindings: Bindings
  readonly #look: Look
  readonly #surface: Surface
  readonly #schedule: DrawSchedule
  #state: UiState = initialUiState
  #grid: MeetingGrid | null = null
  /** Regions of the pictures on the screen; when they move, the screen is redrawn. */
  #pictures: readonly PlacedPicture[] = []
  #pictureView: PictureView | null = null

  constructor(surface: Surface, clock: Clock, bindings: Bindings, look: Look) {
    this.#surface = surface
    this.bindings = bindings
    this.#look = look
    this.#schedule = new DrawSchedule(clock, () => this.draw())
  }

  get state(): UiState {
    return this.#state
  }

  /** Applies an event. @param urgent whether the user is waiting for the result */
  show(event: UiEvent, urgent = true): void {
    const before = this.#state
    this.#state = reduceUi(before, event)
    // The length of the log in rows is known only after layout.
    if (event.event === 'scrolled' && this.#state.scroll > 0) this.#stopAtTop()
    if (this.#state !== before) this.#schedule.request(urgent)
  }

  /** Draws the state now. */
  draw(): void {
    if (!this.#surface.onTop) return
    const picture = present(this.#state, this.bindings, this.#look)
    this.#grid = picture.grid
    const moved = !samePlaces(picture.pictures, this.#pictures)
    this.#pictures = picture.pictures
    if (moved) this.#surface.redraw()
    this.#surface.show(picture)
    this.#pictureView?.watch(this.#state.watched?.people ?? [])
    if (this.#state.watched) this.#pictureView?.look(this.#state.watched.view)
    if (moved) this.#pictureView?.place(this.#pictures)
  }

  /** Redraws the whole screen. */
  redraw(): void {
    this.#pictures = []
    this.#surface.redraw()
    this.draw()
  }

  /** Another scene opens above: removes the pictures and stops watching until the next draw. */
  covered(): void {
    this.#pictures = []
    this.#pictureView?.watch([])
    this.#pictureView?.place([])
  }

  /** Sets the view that draws shared pictures. */
  hang(pictureView: PictureView): void {
    this.#pictureView = pictureView
  }

  /** Whether this terminal can show pictures. */
  get showsPictures(): boolean {
    return this.#pictureView !== null
  }

  /** The watched pictures received so far, in full resolution. */
  get watchedPictures(): readonly WatchedPicture[] {
    const people = this.#state.watched?.people ?? []
    return people.flatMap((from) => this.#pictureView?.pictureOf(from) ?? [])
  }

  /** The region of the only picture; null if there is none or several. */
  get pictureRegion(): Region | null {
    const [only, ...others] = this.#pictures
    return only && others.length === 0 ? only.region : null
  }

  /** Schedules a draw after the terminal has caught up. */
  catchUp(): void {
    this.#schedule.request(false)
  }

  /** What a click on a cell does; null if nothing. */
  clickAt(x: number, y: number): Intent | null {
    return this.#grid?.clickAt(x, y) ?? null
  }

  close(): void {
    this.#schedule.close()
  }

  #stopAtTop(): void {
    const most = chatExtent(this.#state, this.bindings, this.#look)
    const { scroll } = this.#state
    if (scroll > most) this.#state = reduceUi(this.#state, { event: 'scrolled', by: most - scroll })
  }
}

function samePlaces(a: readonly PlacedPicture[], b: readonly PlacedPicture[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
