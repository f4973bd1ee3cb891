import type { Cancel, Clock } from '../../../lib/clock.ts'
import { Canvas } from '../../../screen/canvas.ts'
import type { EncodedPicture, Picture } from '../../../screen/picture.ts'
import type { PictureRenderer } from '../../../screen/terminal/renderer.ts'
import { type Extent, scaled, type View, WHOLE } from '../../../screen/terminal/viewport.ts'
import type { PictureViewer } from '../../../screen/watching.ts'
import type { Region } from '../../../tui/region.ts'

/** The region for a person's picture. */
export interface PlacedPicture {
  readonly from: number
  readonly region: Region
  /** Whether the region is empty; until the first picture arrives it holds a text. */
  readonly ready: boolean
}

export interface PictureViewHandlers {
  want(from: number): void
  release(from: number): void
  /** The share of that person has ended. */
  ended(from: number): void
  /** A picture could not be decoded: a keyframe is needed. */
  restart(from: number): void
  /** A picture was decoded onto its canvas. */
  drawn(from: number, size: Extent): void
  failed(from: number, reason: string): void
  /** Writes to the terminal, followed by a query that it answers once the output is shown. */
  paint(sequences: string): void
  /** Whether the terminal has not yet read all output. */
  behind(): boolean
}

/** Least ms between two pictures. */
const INTERVAL = 1_000 / 15
/** ms to wait for the terminal's answer; then the output counts as shown if it was read. */
const PATIENCE = 1_000

/**
 * Shows the watched pictures on the terminal. Received pictures are decoded onto canvases; the latest is sent to the
 * terminal once it has shown the one before, so that a slow terminal shows fewer pictures but no outdated ones.
 */
export class PictureView implements PictureViewer {
  readonly #clock: Clock
  readonly #renderer: PictureRenderer
  readonly #handlers: PictureViewHandlers
  readonly #canvases = new Map<number, Canvas>()
  readonly #dirty = new Set<number>()
  #placed: readonly PlacedPicture[] = []
  #view: View = WHOLE
  /** Counts changes of regions and views; a picture rendered for an older generation is discarded. */
  #generation = 0
  /** `painting`: a picture is made for the terminal. `sent`: the terminal has yet to answer that it shows it. */
  #stage: 'idle' | 'painting' | 'sent' = 'idle'
  #paintedAt = -Infinity
  #cancel: Cancel | null = null

  constructor(clock: Clock, renderer: PictureRenderer, handlers: PictureViewHandlers) {
    this.#clock = clock
    this.#renderer = renderer
    this.#handlers = handlers
  }

  /** A person's current picture in full resolution; null before the first. */
  pictureOf(from: number): Picture | null {
    return this.#canvases.get(from)?.picture ?? null
  }

  /** Sets the people to watch. */
  watch(people: readonly number[]): void {
    for (const from of [...this.#canvases.keys()]) {
      if (people.includes(from)) continue
      this.#drop(from)
      this.#handlers.release(from)
    }
    for (const from of people) {
      if (this.#canvases.has(from)) continue
      this.#canvases.set(from, this.#canvas(from))
      this.#handlers.want(from)
    }
  }

  /** Sets the regions of the pictures, which must be empty on the screen. Pictures without a region are not shown. */
  place(placed: readonly PlacedPicture[]): void {
    this.#generation++
    this.#placed = placed
    const rest = this.#renderer.forget()
    if (rest) this.#handlers.paint(rest)
    this.#repaint()
  }

  /** Sets the visible part of the picture. */
  look(view: View): void {
    if (view === this.#view) return
    this.#generation++
    this.#view = view
    this.#repaint()
  }

  show(from: number, picture: EncodedPicture): void {
    this.#canvases.get(from)?.draw(picture)
  }

  ended(from: number): void {
    this.#drop(from)
    this.#handlers.ended(from)
  }

  /** The terminal has shown what it was sent. A late answer does not start a second painting beside one. */
  answered(): void {
    if (this.#stage !== 'sent') return
    this.#cancel?.()
    this.#cancel = null
    this.#stage = 'idle'
    this.#schedule()
  }

  close(): void {
    this.#cancel?.()
    this.#placed = []
    for (const canvas of this.#canvases.values()) canvas.close()
    this.#canvases.clear()
    const rest = this.#renderer.forget()
    if (rest) this.#handlers.paint(rest)
  }

  #drop(from: number): void {
    this.#canvases.get(from)?.close()
    this.#canvases.delete(from)
    this.#dirty.delete(from)
  }

  #canvas(from: number): Canvas {
    return new Canvas({
      drawn: ({ width, height }) => {
        this.#handlers.drawn(from, { width, height })
        this.#dirty.add(from)
        this.#schedule()
      },
      failed: (reason) => {
        this.#handlers.failed(from, reason)
        this.#handlers.restart(from)
      },
    })
  }

  #repaint(): void {
    for (const { from } of this.#placed) this.#dirty.add(from)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#stage !== 'idle' || this.#cancel || this.#due().length === 0) return
    const wait = Math.max(0, this.#paintedAt + INTERVAL - this.#clock.now())
    this.#cancel = this.#clock.after(wait, () => {
      this.#cancel = null
      void this.#paint()
    })
  }

  /** The pictures that changed and can be painted. */
  #due(): readonly PlacedPicture[] {
    return this.#placed.filter(
      ({ from, region, ready }) =>
        ready && this.#dirty.has(from) && this.pictureOf(from) && region.width > 0 && region.height > 0,
    )
  }

  async #paint(): Promise<void> {
    this.#stage = 'painting'
    const generation = this.#generation
    const placed = this.#placed
    const due = this.#due()
    for (const { from } of due) this.#dirty.delete(from)
    const made = await Promise.all(due.map((one) => this.#scale(one)))
    this.#paintedAt = this.#clock.now()
    const text = generation === this.#generation ? await this.#render(due, made) : ''
    if (text === '' || placed !== this.#placed) {
      if (generation !== this.#generation) for (const { from } of due) this.#dirty.add(from)
      this.#stage = 'idle'
      this.#schedule()
      return
    }
    this.#handlers.paint(text)
    this.#await()
  }

  /** Waits for the terminal's answer, with a timeout once the output was read. */
  #await(): void {
    this.#stage = 'sent'
    this.#cancel = this.#clock.after(PATIENCE, () => (this.#handlers.behind() ? this.#await() : this.answered()))
  }

  #scale({ from, region }: PlacedPicture): Promise<Picture | null> {
    const picture = this.pictureOf(from)
    const view = this.#placed.length === 1 ? this.#view : WHOLE
    return picture ? scaled(picture, view, this.#renderer.pixels(region.width, region.height)) : Promise.resolve(null)
  }

  async #render(due: readonly PlacedPicture[], made: readonly (Picture | null)[]): Promise<string> {
    const texts = due.map(({ from, region }, i) => (made[i] ? this.#renderer.render(from, made[i], region) : ''))
    return (await Promise.all(texts)).join('')
  }
}
