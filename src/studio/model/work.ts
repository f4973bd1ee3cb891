import type { Busy } from './state.ts'

/** Work that one waits for, with how far it is; it can be given up. One at a time. */
export class Work {
  readonly #changed: (urgent: boolean) => void
  #now: { readonly busy: Busy; readonly abort: AbortController } | null = null

  /** @param changed told when there is something new to be seen */
  constructor(changed: (urgent: boolean) => void) {
    this.#changed = changed
  }

  /** What goes on, null where nothing does. */
  get busy(): Busy | null {
    return this.#now?.busy ?? null
  }

  /**
   * Does work that may take a while.
   * @param what it is, as people read it
   * @returns null where it was given up
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

  /** @returns whether there was anything to give up */
  giveUp(): boolean {
    this.#now?.abort.abort()
    return this.#now !== null
  }
}
