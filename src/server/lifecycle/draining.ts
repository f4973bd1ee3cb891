import type { Cancel, Clock } from '../../lib/clock.ts'
import type { ChatServer } from '../chat-server.ts'

/** ms between two looks at who is still there. */
const LOOK_INTERVAL = 500
const REFUSAL = 'The server is about to end and takes nobody any more; try again in a while'

/** Lets a server come to its end by itself: newcomers are refused, and when the last one has left it is over. */
export class Draining {
  readonly #server: Pick<ChatServer, 'connections' | 'closeTo'>
  readonly #clock: Clock
  readonly #end: () => void
  #deadline = Infinity
  #cancel: Cancel | null = null

  /** @param end is called once, when nobody is there any more or the time is over. */
  constructor(server: Pick<ChatServer, 'connections' | 'closeTo'>, clock: Clock, end: () => void) {
    this.#server = server
    this.#clock = clock
    this.#end = end
  }

  /** @param within ms after which those who are still there are sent away; null waits for ever. */
  begin(within: number | null): void {
    this.#deadline = within === null ? Infinity : this.#clock.now() + within
    this.#server.closeTo(REFUSAL)
    this.#cancel?.()
    this.#look()
  }

  /** Goes on as before. */
  cancel(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#server.closeTo(null)
  }

  #look(): void {
    // Not at once: whoever asked for it is answered first.
    this.#cancel = this.#clock.after(Math.min(LOOK_INTERVAL, this.#deadline - this.#clock.now()), () => {
      if (this.#server.connections === 0 || this.#clock.now() >= this.#deadline) this.#end()
      else this.#look()
    })
  }
}
