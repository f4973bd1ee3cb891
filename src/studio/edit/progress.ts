/** How work that takes a while is watched, and given up. */
export interface Progress {
  /** Told now and then which share is done, 0 to 1. */
  onProgress?(share: number): void
  /** Gives it up: the work throws the reason. */
  readonly signal?: AbortSignal
}

/** Counts what is done of some work. */
export class ProgressCounter {
  readonly #total: number
  readonly #progress: Progress
  #done = 0

  /** @param total of what `step` counts */
  constructor(total: number, progress: Progress) {
    this.#total = total
    this.#progress = progress
  }

  /** So much more is done. @throws the reason where it was given up */
  step(count: number): void {
    this.#progress.signal?.throwIfAborted()
    this.#done += count
    if (this.#total > 0) this.#progress.onProgress?.(Math.min(1, this.#done / this.#total))
  }
}
