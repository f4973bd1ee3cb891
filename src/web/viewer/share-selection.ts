import type { ShareRow } from '../../protocol/viewer-messages.ts'

/** The effect of a new list of shares on the selection. */
export type Turn =
  /** The selected share continues. */
  | 'same'
  /** Another share is selected. */
  | 'new'
  /** The selected share has ended, and no new one has started. */
  | 'ended'
  /** Nothing has been shared yet. */
  | 'none'

/** The list of shares and the selected one. */
export class Selection {
  #rows: readonly ShareRow[] = []
  #selected: ShareRow | null = null

  get rows(): readonly ShareRow[] {
    return this.#rows
  }

  /** The share that is shown, or was shown last. */
  get selected(): ShareRow | null {
    return this.#selected
  }

  /** Processes a new list. Keeps the selected share; if it has ended, selects one that has just started, preferably a screen. */
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

  /** Selects a share. @returns false if it does not exist or is already selected */
  choose(row: ShareRow | undefined): boolean {
    if (!row || row.id === this.#selected?.id) return false
    this.#selected = row
    return true
  }

  /** The share `by` positions after the selected one, wrapping around at the ends. */
  beside(by: number): ShareRow | undefined {
    const at = this.#rows.findIndex(({ id }) => id === this.#selected?.id)
    const from = at < 0 && by < 0 ? 0 : at
    return this.#rows.at((from + by) % this.#rows.length)
  }
}
