import type { Cancel, Clock } from '../../lib/clock.ts'

/** A server that can refuse newcomers. */
interface Drained {
  /** How many connections are open. */
  readonly connections: number
  /** Refuses newcomers with this sentence; null accepts them again. */
  closeTo(why: string | null): void
}

/** ms between two checks whether anybody is still connected. */
const LOOK_INTERVAL = 500
const REFUSAL = 'The server is shutting down and accepts no new connections; try again later'

/** Drains a server: new connections are refused, and it shuts down when the last client has left. */
export class Draining {
  readonly #server: Drained
  readonly #clock: Clock
  readonly #end: () => void
  #deadline = Infinity
  #cancel: Cancel | null = null

  /** @param end is called once, when nobody is connected any more or the time is up. */
  constructor(server: Drained, clock: Clock, end: () => void) {
    this.#server = server
    this.#clock = clock
    this.#end = end
  }

  /** Starts draining. @param within ms after which the remaining clients are disconnected; null waits for ever. */
  begin(within: number | null): void {
    this.#deadline = within === null ? Infinity : this.#clock.now() + within
    this.#server.closeTo(REFUSAL)
    this.#cancel?.()
    this.#look()
  }

  /** Stops draining and accepts connections again. */
  cancel(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#server.closeTo(null)
  }

  #look(): void {
    // Not at once, so that the operator who asked for it gets an answer first.
    this.#cancel = this.#clock.after(Math.min(LOOK_INTERVAL, this.#deadline - this.#clock.now()), () => {
      if (this.#server.connections === 0 || this.#clock.now() >= this.#deadline) this.#end()
      else this.#look()
    })
  }
}
