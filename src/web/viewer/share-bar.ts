import type { ShareRow } from '../../protocol/viewer-messages.ts'

const KILOBYTE = 1000

/** The title of a share, such as `Ann’s screen`. */
export function titleOf({ name, kind }: ShareRow): string {
  return `${name}’s ${kind}`
}

/** The bar: a button per share, and the size and rate of the selected one. */
export class Bar {
  readonly #shares: HTMLElement
  readonly #facts: HTMLElement
  readonly #chosen: (id: number) => void

  /** @param chosen called with the id of a share when its button is clicked */
  constructor(shares: HTMLElement, facts: HTMLElement, chosen: (id: number) => void) {
    this.#shares = shares
    this.#facts = facts
    this.#chosen = chosen
  }

  /** Replaces the buttons. The focus stays on the same share. */
  list(rows: readonly ShareRow[], selected: number | null): void {
    const focused = this.#shares.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.id
      : undefined
    const buttons = rows.map((row) => this.#button(row, row.id === selected))
    this.#shares.replaceChildren(...buttons)
    buttons.find(({ dataset }) => dataset.id === focused)?.focus()
    this.#bring(buttons.find(({ dataset }) => dataset.id === String(selected)))
  }

  /** Shows size and rate. @param pace pictures and bytes per second */
  tell(width: number, height: number, pace: { pictures: number; bytes: number }): void {
    const pictures = Math.ceil(pace.pictures)
    const bytes = Math.ceil(pace.bytes / KILOBYTE)
    const speed = pictures === 0 ? 'still' : `${pictures} ${pictures === 1 ? 'picture' : 'pictures'}/s · ${bytes} kB/s`
    this.#facts.textContent = `${width} × ${height} · ${speed}`
  }

  /** Hides size and rate. */
  clear(): void {
    this.#facts.textContent = ''
  }

  /** Scrolls to a share. `scrollIntoView` would also move the starting point of Tab navigation. */
  #bring(button: HTMLElement | undefined): void {
    if (!button) return
    const [part, whole] = [button, this.#shares].map((one) => one.getBoundingClientRect())
    this.#shares.scrollLeft += part!.x + part!.width / 2 - whole!.x - whole!.width / 2
  }

  #button(row: ShareRow, isSelected: boolean): HTMLButtonElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = row.kind
    button.title = titleOf(row)
    button.dataset.id = String(row.id)
    button.setAttribute('aria-pressed', String(isSelected))
    const name = document.createElement('bdi')
    name.textContent = row.name
    button.append(name, `’s ${row.kind}`)
    button.addEventListener('click', () => this.#chosen(row.id))
    return button
  }
}
