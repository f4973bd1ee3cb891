/** Maximum movement in CSS pixels between press and release that still counts as a click. */
const TREMBLE = 4

/** Distance scrolled by an arrow key, as a fraction of the shorter side of the window. */
const STEP = 0.15
const WAYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** A point of the window, in CSS pixels. */
interface Point {
  x: number
  y: number
}

/**
 * The size and scroll position of the picture: fitted to the window, or at actual size (one picture pixel per display
 * pixel), scrolled by wheel, keys and dragging.
 */
export class Zoom {
  readonly #stage: HTMLElement
  readonly #canvas: HTMLCanvasElement
  readonly #changed: (isActualSize: boolean) => void
  readonly #observer = new ResizeObserver(() => this.layOut())
  readonly #listeners = new AbortController()
  #isActualSize = false

  /** @param changed called after switching between the two sizes */
  constructor(stage: HTMLElement, canvas: HTMLCanvasElement, changed: (isActualSize: boolean) => void) {
    this.#stage = stage
    this.#canvas = canvas
    this.#changed = changed
    this.#observer.observe(stage)
    // A scrollable element must be focusable by keyboard (WCAG 2.1, success criterion 2.1.1).
    stage.tabIndex = 0
    this.#followPointer()
  }

  /** Leaves the picture to the style sheet again. */
  close(): void {
    this.#observer.disconnect()
    this.#listeners.abort()
    delete this.#stage.dataset.size
    this.#stage.removeAttribute('tabindex')
    this.#canvas.removeAttribute('style')
  }

  /** Switches between the two sizes. @param around the point that stays in place; default: the centre */
  toggle(around: Point = this.#middle()): void {
    const box = this.#canvas.getBoundingClientRect()
    const part = { x: (around.x - box.x) / box.width, y: (around.y - box.y) / box.height }
    this.#isActualSize = !this.#isActualSize
    this.layOut()
    if (this.#isActualSize) this.#bring(part, around)
    this.#changed(this.#isActualSize)
  }

  /** Scrolls in the direction of an arrow key. @param key `KeyboardEvent.key` */
  scroll(key: string): void {
    const step = STEP * Math.min(this.#stage.clientWidth, this.#stage.clientHeight)
    const [x, y] = WAYS[key] ?? [0, 0]
    this.#stage.scrollBy(x * step, y * step)
  }

  /** Sets the size of the canvas on the page. Call it after the size of the picture has changed. */
  layOut(): void {
    const { width, height, style } = this.#canvas
    const fitting = Math.min(this.#stage.clientWidth / width, this.#stage.clientHeight / height)
    const scale = this.#isActualSize ? 1 / devicePixelRatio : fitting
    style.width = `${width * scale}px`
    style.height = `${height * scale}px`
    this.#stage.dataset.size = this.#isActualSize ? 'actual' : 'fitting'
  }

  /** Scrolls a point of the picture, in fractions of its width and height, to a point of the window. */
  #bring(part: Point, to: Point): void {
    const box = this.#canvas.getBoundingClientRect()
    this.#stage.scrollBy(box.x + part.x * box.width - to.x, box.y + part.y * box.height - to.y)
  }

  #middle(): Point {
    const box = this.#stage.getBoundingClientRect()
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }

  /** A click switches the size, dragging scrolls. */
  #followPointer(): void {
    let pressed: Point | null = null
    let scrolled: Point = { x: 0, y: 0 }
    const listen = (
      type: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel',
      take: (event: PointerEvent) => void,
    ) => this.#canvas.addEventListener(type, take, this.#listeners)
    listen('pointerdown', (event) => {
      if (event.button !== 0) return
      pressed = { x: event.clientX, y: event.clientY }
      scrolled = { x: this.#stage.scrollLeft, y: this.#stage.scrollTop }
      this.#canvas.setPointerCapture(event.pointerId)
    })
    listen('pointermove', ({ clientX: x, clientY: y }) => {
      if (pressed) this.#stage.scrollTo(scrolled.x + pressed.x - x, scrolled.y + pressed.y - y)
    })
    listen('pointerup', ({ clientX: x, clientY: y }) => {
      if (pressed && Math.hypot(x - pressed.x, y - pressed.y) < TREMBLE) this.toggle({ x, y })
      pressed = null
    })
    listen('pointercancel', () => {
      pressed = null
    })
  }
}
