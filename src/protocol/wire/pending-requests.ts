import type { Cancel, Clock } from '../../lib/clock.ts'

interface Pending<Reply> {
  resolve(reply: Reply): void
  reject(error: Error): void
  cancel: Cancel
}

/** ms to wait for a reply. */
const PATIENCE = 10_000

/** The server did not answer a request in time. */
export class NoReply extends Error {}

/** Requests that await their replies, by `id`. */
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
   * @param send sends the action with the given id
   * @returns the reply; rejects with `NoReply` after 10 s without one, and when the connection closes
   */
  open(send: (id: number) => void): Promise<Reply> {
    if (this.#closed) return Promise.reject(this.#closed)
    const id = ++this.#lastId
    return new Promise<Reply>((resolve, reject) => {
      const cancel = this.#clock.after(PATIENCE, () => {
        this.#pending.delete(id)
        reject(new NoReply('The server did not answer within 10 s'))
      })
      this.#pending.set(id, { resolve, reject, cancel })
      send(id)
    })
  }

  /** Resolves or rejects the request with an id. @returns false if there is none */
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

  /** Rejects all open and future requests. */
  close(error: Error): void {
    this.#closed = error
    for (const id of [...this.#pending.keys()]) this.settle(id, error)
  }
}
