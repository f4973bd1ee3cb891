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
export class View {
  readonly #stage: HTMLElement
  readonly #canvas: HTMLCanvasElement
  readonly #changed: () => void
  #isActualSize = false

  /** @param changed called after switching between the two sizes */
  constructor(stage: HTMLElement, canvas: HTMLCanvasElement, changed: () => void) {
    this.#stage = stage
    this.#canvas = canvas
    this.#changed = changed
    new ResizeObserver(() => this.layOut()).observe(stage)
    this.#followPointer()
  }

  get isActualSize(): boolean {
    return this.#isActualSize
  }

  /** Switches between the two sizes. @param around the point that stays in place; default: the centre */
  toggle(around: Point = this.#middle()): void {
    const box = this.#canvas.getBoundingClientRect()
    const part = { x: (around.x - box.x) / box.width, y: (around.y - box.y) / box.height }
    this.#isActualSize = !this.#isActualSize
    this.layOut()
    if (this.#isActualSize) this.#bring(part, around)
    this.#changed()
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
    this.#stage.classList.toggle('actual', this.#isActualSize)
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
    this.#canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return
      pressed = { x: event.clientX, y: event.clientY }
      scrolled = { x: this.#stage.scrollLeft, y: this.#stage.scrollTop }
      this.#canvas.setPointerCapture(event.pointerId)
    })
    this.#canvas.addEventListener('pointermove', ({ clientX: x, clientY: y }) => {
      if (pressed) this.#stage.scrollTo(scrolled.x + pressed.x - x, scrolled.y + pressed.y - y)
    })
    this.#canvas.addEventListener('pointerup', ({ clientX: x, clientY: y }) => {
      if (pressed && Math.hypot(x - pressed.x, y - pressed.y) < TREMBLE) this.toggle({ x, y })
      pressed = null
    })
    this.#canvas.addEventListener('pointercancel', () => {
      pressed = null
    })
  }
}

/** ms without input after which the bar is hidden in full screen. */
const CALM = 2500

/** Full-screen mode of the page. The bar is hidden when idle, and shown again by the pointer or a key. */
export class FullScreen {
  readonly #button: HTMLElement
  #calm: ReturnType<typeof setTimeout> | undefined

  constructor(button: HTMLElement) {
    this.#button = button
    button.addEventListener('click', () => this.toggle())
    for (const move of ['fullscreenchange', 'pointermove', 'keydown', 'focusin']) {
      document.addEventListener(move, () => this.#stir())
    }
  }

  toggle(): void {
    // The browser may refuse; then the page stays as it is.
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {})
    else document.documentElement.requestFullscreen().catch(() => {})
  }

  #stir(): void {
    const isFull = document.fullscreenElement !== null
    this.#button.setAttribute('aria-pressed', String(isFull))
    document.body.classList.remove('calm')
    clearTimeout(this.#calm)
    if (isFull) this.#calm = setTimeout(() => document.body.classList.add('calm'), CALM)
  }
}

/** A status message over the stage, which is also announced to screen readers. */
export class Card {
  readonly #card: HTMLElement
  readonly #news: HTMLElement

  constructor(card: HTMLElement, news: HTMLElement) {
    this.#card = card
    this.#news = news
  }

  /** Shows and announces a message. */
  show(title: string, text = ''): void {
    this.#card.querySelector('h1')!.textContent = title
    this.#card.querySelector('p')!.textContent = text
    this.#card.hidden = false
    this.tell(text ? `${title}. ${text}` : title)
  }

  hide(): void {
    this.#card.hidden = true
  }

  /** Announces a message to screen readers only. */
  tell(text: string): void {
    this.#news.textContent = text
  }
}
