import type { Busy } from './state.ts'

/** Runs a single long task with progress and cancellation. */
export class Work {
  readonly #changed: (urgent: boolean) => void
  #now: { readonly busy: Busy; readonly abort: AbortController } | null = null

  /** @param changed called when the progress changed */
  constructor(changed: (urgent: boolean) => void) {
    this.#changed = changed
  }

  /** The current task, or null. */
  get busy(): Busy | null {
    return this.#now?.busy ?? null
  }

  /**
   * Runs a task.
   * @param what label of the task
   * @returns null when it was cancelled
   */
  async wait<Result>(
    what: string,
    work: (progress: { onProgress(share: number): void; signal: AbortSignal }) => Promise<Result>,
  ): Promise<Result | null> {
    const abort = new AbortController()
    const onProgress = (share: number) => {
      this.#now = { busy: { what, share }, abort }
      this.#changed(false)
    }
    this.#now = { busy: { what, share: 0 }, abort }
    try {
      return await work({ onProgress, signal: abort.signal })
    } catch (error) {
      if (!abort.signal.aborted) throw error
      return null
    } finally {
      this.#now = null
      this.#changed(true)
    }
  }

  /** Cancels the current task. @returns whether there was one */
  cancel(): boolean {
    this.#now?.abort.abort()
    return this.#now !== null
  }
}
