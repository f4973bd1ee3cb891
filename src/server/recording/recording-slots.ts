import type { Clock } from '../../lib/clock.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Limits } from '../../protocol/limits.ts'
import { TokenBucket } from '../limits/token-bucket.ts'
import { addressGroup } from '../net/addresses.ts'

const SECONDS_PER_MINUTE = 60
/** Addresses whose recent recordings are remembered. */
const KEPT = 10_000

/** The recordings that a server makes at the same time, in total and from one address. */
export class RecordingSlots {
  readonly #clock: Clock
  readonly #limits: Limits
  /** Recordings in progress, by the address of the recorder. */
  readonly #taken = new Map<string, number>()
  /** How many each address may still start. */
  readonly #begun = new Map<string, TokenBucket>()

  constructor(clock: Clock, limits: Limits) {
    this.#clock = clock
    this.#limits = limits
  }

  /**
   * Takes a slot for a recording.
   * @param from the recorder's address; a /64 network of IPv6 counts as one
   * @returns releases it; may be called again
   * @throws ProtocolError `limit` when all slots, or all of the address, are taken; `too_fast` when the address has
   * started too many recordings in the last minute
   */
  take(from: string): () => void {
    const address = addressGroup(from)
    const { recordings, addressRecordings } = this.#limits
    const all = [...this.#taken.values()].reduce((sum, count) => sum + count, 0)
    if (all >= recordings) {
      throw new ProtocolError(
        'limit',
        `The server is already making ${recordings} recordings, the maximum; try again later`,
      )
    }
    const own = this.#taken.get(address) ?? 0
    if (own >= addressRecordings) {
      throw new ProtocolError(
        'limit',
        `The server is already making ${own} recordings for your address, the maximum; end one of them`,
      )
    }
    this.#charge(address)
    this.#taken.set(address, own + 1)
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      const left = this.#taken.get(address)! - 1
      if (left > 0) this.#taken.set(address, left)
      else this.#taken.delete(address)
    }
  }

  #charge(address: string): void {
    const { addressBegunRecordings: most } = this.#limits
    let bucket = this.#begun.get(address)
    if (!bucket) {
      for (const oldest of this.#begun.keys()) {
        if (this.#begun.size < KEPT) break
        this.#begun.delete(oldest)
      }
      bucket = new TokenBucket(most, most / SECONDS_PER_MINUTE)
      this.#begun.set(address, bucket)
    }
    if (bucket.take(1, this.#clock.now())) return
    throw new ProtocolError(
      'too_fast',
      `Your address may start ${most} recordings per minute; wait a moment, or pause the current one`,
    )
  }
}
