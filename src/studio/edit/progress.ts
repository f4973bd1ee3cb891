/** How a long task reports its progress and is cancelled. */
export interface Progress {
  /** Called now and then with the fraction done, 0 to 1. */
  onProgress?(share: number): void
  /** Cancels the task, which throws the reason. */
  readonly signal?: AbortSignal
}

/** Counts the units done of a task. */
export class ProgressCounter {
  readonly #total: number
  readonly #progress: Progress
  #done = 0

  /** @param total units that `step` counts */
  constructor(total: number, progress: Progress) {
    this.#total = total
    this.#progress = progress
  }

  /** Counts `count` more units. @throws the abort reason when the task was cancelled */
  step(count: number): void {
    this.#progress.signal?.throwIfAborted()
    this.#done += count
    if (this.#total > 0) this.#progress.onProgress?.(Math.min(1, this.#done / this.#total))
  }
}
