import { apply } from './apply.ts'
import type { Operation } from './operations.ts'
import type { Timeline } from './timeline.ts'

/** The edits to a recording, as they are stored. */
export interface Edits {
  /** In order; those from index `done` on are undone. */
  readonly operations: readonly Operation[]
  /** How many operations are in effect. */
  readonly done: number
}

export const NO_EDITS: Edits = { operations: [], done: 0 }

/** The operations on a recording, with unlimited undo and redo. The recording itself is never modified. */
export class EditList {
  #edits: Edits = NO_EDITS
  /** The timeline after each operation; the first is the original. */
  readonly #timelines: Timeline[]

  /** @throws EditError when an operation cannot be applied */
  constructor(original: Timeline, edits: Edits = NO_EDITS) {
    this.#timelines = [original]
    for (const operation of edits.operations) this.add(operation)
    this.#edits = edits
  }

  get edits(): Edits {
    return this.#edits
  }

  /** The timeline with all operations in effect. */
  get timeline(): Timeline {
    return this.#timelines[this.#edits.done]!
  }

  get canUndo(): boolean {
    return this.#edits.done > 0
  }

  get canRedo(): boolean {
    return this.#edits.done < this.#edits.operations.length
  }

  /**
   * Applies another operation and discards those that could be redone.
   * @param operation with its measurements (see `prepare`)
   * @throws EditError when it cannot be applied; the list is unchanged then
   */
  add(operation: Operation): void {
    const { operations, done } = this.#edits
    const next = apply(this.timeline, operation)
    this.#timelines.splice(done + 1, Infinity, next)
    this.#edits = { operations: [...operations.slice(0, done), operation], done: done + 1 }
  }

  /** @returns the operation undone, or undefined when there is none */
  undo(): Operation | undefined {
    if (!this.canUndo) return undefined
    const done = this.#edits.done - 1
    this.#edits = { ...this.#edits, done }
    return this.#edits.operations[done]
  }

  /** @returns the operation redone, or undefined when there is none */
  redo(): Operation | undefined {
    if (!this.canRedo) return undefined
    const { operations, done } = this.#edits
    this.#edits = { operations, done: done + 1 }
    return operations[done]
  }
}
