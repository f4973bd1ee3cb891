import type { Cancel, Clock } from '../../../lib/clock.ts'
import { Canvas } from '../../../screen/canvas.ts'
import type { EncodedPicture, Picture } from '../../../screen/picture.ts'
import type { PictureRenderer } from '../../../screen/terminal/renderer.ts'
import { type Extent, scaled, type View, WHOLE } from '../../../screen/terminal/viewport.ts'
import type { Region } from '../../../tui/region.ts'
import type { PictureViewer } from '../../watching/watching.ts'

/** Where the picture of a person is to stand. */
export interface PlacedPicture {
  readonly from: number
  readonly region: Region
  /** Whether the place is empty; if not, something stands there until the first picture comes. */
  readonly ready: boolean
}

export interface PictureViewHandlers {
  want(from: number): void
  release(from: number): void
  /** Nothing more comes of that person. */
  ended(from: number): void
  /** A picture could not be drawn: a keyframe is needed. */
  restart(from: number): void
  /** A picture was drawn on its canvas. */
  drawn(from: number, size: Extent): void
  failed(from: number, reason: string): void
  /** Writes to the terminal, and asks it to answer once it has shown it. */
  paint(sequences: string): void
  /** Whether the terminal has yet to take what was written. */
  behind(): boolean
}

/** ms between two pictures at least. */
const INTERVAL = 1_000 / 15
/** ms after which a terminal that does not answer is taken to have shown what it was sent, if it has taken it. */
const PATIENCE = 1_000

/**
 * The pictures of those who are watched, on the terminal. What comes is drawn on canvases as it comes; the terminal is
 * sent the newest of it when it has shown what it was sent before, so that a slow one shows fewer pictures and no old
 * ones.
 */
export class PictureView implements PictureViewer {
  readonly #clock: Clock
  readonly #renderer: PictureRenderer
  readonly #handlers: PictureViewHandlers
  readonly #canvases = new Map<number, Canvas>()
  readonly #dirty = new Set<number>()
  #placed: readonly PlacedPicture[] = []
  #view: View = WHOLE
  /** Counts changes of where pictures stand: what was made for another place is not painted. */
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

  /** What is seen of a person now, in full resolution; null before the first picture. */
  pictureOf(from: number): Picture | null {
    return this.#canvases.get(from)?.picture ?? null
  }

  /** Watches these people, and nobody else. */
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

  /** Says where pictures stand from now on; the screen is empty there. Pictures that stand nowhere are not painted. */
  place(placed: readonly PlacedPicture[]): void {
    this.#generation++
    this.#placed = placed
    const rest = this.#renderer.forget()
    if (rest) this.#handlers.paint(rest)
    this.#repaint()
  }

  /** Looks at another part of the pictures. */
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

  /** What is to be painted, and can be. */
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

  /** Waits for the terminal's answer, and no longer than there is hope for one. */
  #await(): void {
    this.#stage = 'sent'
    this.#cancel = this.#clock.after(PATIENCE, () =>
      this.#handlers.behind() ? this.#await() : this.answered(),
    )
  }

  #scale({ from, region }: PlacedPicture): Promise<Picture | null> {
    const picture = this.pictureOf(from)
    const view = this.#placed.length === 1 ? this.#view : WHOLE
    return picture
      ? scaled(picture, view, this.#renderer.pixels(region.width, region.height))
      : Promise.resolve(null)
  }

  async #render(due: readonly PlacedPicture[], made: readonly (Picture | null)[]): Promise<string> {
    const texts = due.map(({ from, region }, i) =>
      made[i] ? this.#renderer.render(from, made[i], region) : '',
    )
    return (await Promise.all(texts)).join('')
  }
}
