/** ms without a move after which full screen shows nothing but the picture. */
const CALM = 2500

/** The picture alone on the display; the bar comes back with the pointer or a key. */
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
    // A browser may refuse it; the page stays as it is then.
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
