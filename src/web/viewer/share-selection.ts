import type { ShareRow } from '../../protocol/viewer-messages.ts'

/** What a new list of shares means for what is shown. */
export type Turn =
  /** The same goes on. */
  | 'same'
  /** Another is shown from now on. */
  | 'new'
  /** What was shown has ended, and nothing has taken its place. */
  | 'ended'
  /** There is nothing to show. */
  | 'none'

/** Which of the shares is shown. */
export class Selection {
  #rows: readonly ShareRow[] = []
  #selected: ShareRow | null = null

  get rows(): readonly ShareRow[] {
    return this.#rows
  }

  /** What is shown, or was shown last. */
  get selected(): ShareRow | null {
    return this.#selected
  }

  /** Takes a new list: goes on with what was shown, and else with what has just begun, a screen first. */
  take(rows: readonly ShareRow[]): Turn {
    const before = this.#rows
    this.#rows = rows
    const was = before.some(({ id }) => id === this.#selected?.id)
    const same = rows.find(({ id }) => id === this.#selected?.id)
    const fresh = rows.filter(({ id }) => !before.some((row) => row.id === id))
    const next = same ?? fresh.find(({ kind }) => kind === 'screen') ?? fresh[0]
    if (next) {
      this.#selected = next
      return same && was ? 'same' : 'new'
    }
    return this.#selected ? 'ended' : 'none'
  }

  /** @returns whether there is such a share, and it was not shown before */
  choose(row: ShareRow | undefined): boolean {
    if (!row || row.id === this.#selected?.id) return false
    this.#selected = row
    return true
  }

  /** The share so many places further in the list, from its end on to its beginning. */
  beside(by: number): ShareRow | undefined {
    const at = this.#rows.findIndex(({ id }) => id === this.#selected?.id)
    const from = at < 0 && by < 0 ? 0 : at
    return this.#rows.at((from + by) % this.#rows.length)
  }
}
