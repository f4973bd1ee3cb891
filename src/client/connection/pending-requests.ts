import type { Cancel, Clock } from '../../lib/clock.ts'

interface Pending<Reply> {
  resolve(reply: Reply): void
  reject(error: Error): void
  cancel: Cancel
}

/** ms that a reply may take. */
const PATIENCE = 10_000

/** Requests whose replies are still to come, by their `id`. */
export class PendingRequests<Reply> {
  readonly #clock: Clock
  readonly #pending = new Map<number, Pending<Reply>>()
  #lastId = 0
  #closed: Error | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Opens a request.
   * @param send is given the id to put on the action.
   * @returns the reply; rejected when none comes within 10 s, and when the connection closes.
   */
  open(send: (id: number) => void): Promise<Reply> {
    if (this.#closed) return Promise.reject(this.#closed)
    const id = ++this.#lastId
    return new Promise<Reply>((resolve, reject) => {
      const cancel = this.#clock.after(PATIENCE, () => {
        this.#pending.delete(id)
        reject(new Error('The server did not answer within 10 s'))
      })
      this.#pending.set(id, { resolve, reject, cancel })
      send(id)
    })
  }

  /** Gives an answer to the request of that id; false where there is none. */
  settle(id: unknown, answer: Reply | Error): boolean {
    if (typeof id !== 'number') return false
    const pending = this.#pending.get(id)
    if (!pending) return false
    this.#pending.delete(id)
    pending.cancel()
    if (answer instanceof Error) pending.reject(answer)
    else pending.resolve(answer)
    return true
  }

  /** Rejects what is open and what will be asked. */
  close(error: Error): void {
    this.#closed = error
    for (const id of [...this.#pending.keys()]) this.settle(id, error)
  }
}
