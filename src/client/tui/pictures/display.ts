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

/** The state of the screen, and its way onto the terminal: an event changes the state, which is drawn when it is due. */
export class Display {
  readonly bindings: Bindings
  readonly #look: Look
  readonly #surface: Surface
  readonly #schedule: DrawSchedule
  #state: UiState = initialUiState
  #grid: MeetingGrid | null = null
  /** Where pictures stand; what is drawn there and changes place has to be drawn over. */
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

  /** Changes what is shown. @param urgent whether a person waits to see it. */
  show(event: UiEvent, urgent = true): void {
    const before = this.#state
    this.#state = reduceUi(before, event)
    // How far one can scroll back is known only when the log is laid out.
    if (event.event === 'scrolled' && this.#state.scroll > 0) this.#stopAtTop()
    if (this.#state !== before) this.#schedule.request(urgent)
  }

  /** Draws what changed, now. */
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

  /** Draws everything anew. */
  redraw(): void {
    this.#pictures = []
    this.#surface.redraw()
    this.draw()
  }

  /** Something else comes on top: pictures of others are taken away and not asked for meanwhile. */
  covered(): void {
    this.#pictures = []
    this.#pictureView?.watch([])
    this.#pictureView?.place([])
  }

  /** Shows pictures of others on the terminal from now on. */
  hang(pictureView: PictureView): void {
    this.#pictureView = pictureView
  }

  /** Whether this terminal can show pictures. */
  get showsPictures(): boolean {
    return this.#pictureView !== null
  }

  /** The pictures that one watches and that have come, in full resolution. */
  get watchedPictures(): readonly WatchedPicture[] {
    const people = this.#state.watched?.people ?? []
    return people.flatMap((from) => this.#pictureView?.pictureOf(from) ?? [])
  }

  /** The place of the only picture; null where there is none, or several. */
  get pictureRegion(): Region | null {
    const [only, ...others] = this.#pictures
    return only && others.length === 0 ? only.region : null
  }

  /** Draws soon: the terminal has caught up. */
  catchUp(): void {
    this.#schedule.request(false)
  }

  /** What a click on a cell does, null where nothing. */
  clickAt(x: number, y: number): Intent | null {
    return this.#grid?.clickAt(x, y) ?? null
  }

  close(): void {
    this.#schedule.close()
  }

  #stopAtTop(): void {
    const most = chatExtent(this.#state, this.#look)
    const { scroll } = this.#state
    if (scroll > most) this.#state = reduceUi(this.#state, { event: 'scrolled', by: most - scroll })
  }
}

function samePlaces(a: readonly PlacedPicture[], b: readonly PlacedPicture[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
