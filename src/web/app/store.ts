import type { PageEvent } from '../state/page-events.ts'
import type { PageState } from '../state/page-state.ts'
import { reducePage } from '../state/reduce-page.ts'

/** The state of the page, and who is told when it changes. */
export class Store {
  #state: PageState
  readonly #listeners = new Set<() => void>()

  constructor(state: PageState) {
    this.#state = state
  }

  get state(): PageState {
    return this.#state
  }

  /** Changes the state by an event. */
  dispatch(event: PageEvent): void {
    const next = reducePage(this.#state, event)
    if (next === this.#state) return
    this.#state = next
    for (const listener of this.#listeners) listener()
  }

  /** Calls `listener` after each change. @returns stops it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
