import type { Presence } from '../call-messages.ts'

const MS_PER_MINUTE = 60_000

/** Shows the user as away when they have done nothing for a while, and as available once they are back. */
export class AutoAway {
  readonly #after: number
  readonly #set: (presence: Presence) => void
  #activeAt: number
  /** Whether the user is away because of this. */
  #away = false

  /** @param minutes of inactivity; 0: never @param now ms of the monotonic clock @param set sets the presence */
  constructor(minutes: number, now: number, set: (presence: Presence) => void) {
    this.#after = minutes * MS_PER_MINUTE
    this.#activeAt = now
    this.#set = set
  }

  /** The user did something. */
  active(now: number): void {
    this.#activeAt = now
    if (!this.#away) return
    this.#away = false
    this.#set('available')
  }

  /**
   * To be called now and then. Only somebody who is available becomes away.
   * @param presence the user's presence @param busy whether they talk, or are in a call
   */
  poll(now: number, presence: Presence, busy: boolean): void {
    if (busy) this.active(now)
    // Set by the user in the meantime, it stays.
    if (presence !== 'away' && presence !== 'available') this.#away = false
    if (this.#after === 0 || this.#away || presence !== 'available') return
    if (now - this.#activeAt < this.#after) return
    this.#away = true
    this.#set('away')
  }
}
