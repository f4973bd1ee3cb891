import { apply } from './apply.ts'
import type { Operation } from './operations.ts'
import type { Timeline } from './timeline.ts'

/** What is kept of the edits to a recording. */
export interface Edits {
  /** In the order in which they were made; those behind `done` were undone. */
  readonly operations: readonly Operation[]
  /** How many of them are in effect. */
  readonly done: number
}

export const NO_EDITS: Edits = { operations: [], done: 0 }

/** The operations that were done to a recording, with undo and redo without limit. The recording stays as it is. */
export class EditList {
  #edits: Edits = NO_EDITS
  /** What each operation made of the one before; the first is the original. */
  readonly #timelines: Timeline[]

  /** @throws EditError where an operation cannot be done */
  constructor(original: Timeline, edits: Edits = NO_EDITS) {
    this.#timelines = [original]
    for (const operation of edits.operations) this.add(operation)
    this.#edits = edits
  }

  get edits(): Edits {
    return this.#edits
  }

  /** The timeline with all that is done and not undone. */
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
   * Does one more operation; what was undone before cannot be redone then.
   * @param operation with all that is measured for it (`prepare`)
   * @throws EditError where it cannot be done; nothing is changed then
   */
  add(operation: Operation): void {
    const { operations, done } = this.#edits
    const next = apply(this.timeline, operation)
    this.#timelines.splice(done + 1, Infinity, next)
    this.#edits = { operations: [...operations.slice(0, done), operation], done: done + 1 }
  }

  /** @returns the operation that is undone, or undefined where there is none */
  undo(): Operation | undefined {
    if (!this.canUndo) return undefined
    const done = this.#edits.done - 1
    this.#edits = { ...this.#edits, done }
    return this.#edits.operations[done]
  }

  /** @returns the operation that is done again, or undefined where none was undone */
  redo(): Operation | undefined {
    if (!this.canRedo) return undefined
    const { operations, done } = this.#edits
    this.#edits = { operations, done: done + 1 }
    return operations[done]
  }
}
