import type { Clock } from '../../lib/clock.ts'
import type { FoundServer } from './found-server.ts'

export interface SightingHandlers {
  found(server: FoundServer): void
  lost(server: FoundServer): void
}

/** Servers that are kept; more are passed over, for anybody can announce thousands. */
export const MAX_SIGHTINGS = 200
/** ms after which a server that was not seen again is gone, though it said no goodbye. */
const FORGOTTEN_AFTER = 12_000

/** Which servers are there, each once, from what is seen of them. */
export class Sightings {
  readonly #clock: Clock
  readonly #handlers: SightingHandlers
  readonly #seen = new Map<string, { server: FoundServer; at: number }>()

  constructor(clock: Clock, handlers: SightingHandlers) {
    this.#clock = clock
    this.#handlers = handlers
  }

  /** A server announced itself, for the first time or again. */
  seen(server: FoundServer): void {
    const key = keyOf(server)
    const before = this.#seen.get(key)
    if (!before && this.#seen.size >= MAX_SIGHTINGS) return
    this.#seen.set(key, { server, at: this.#clock.now() })
    if (before && isSame(before.server, server)) return
    if (before) this.#handlers.lost(before.server)
    this.#handlers.found(server)
  }

  /** A server said goodbye. */
  gone(server: FoundServer): void {
    const before = this.#seen.get(keyOf(server))
    if (!before) return
    this.#seen.delete(keyOf(server))
    this.#handlers.lost(before.server)
  }

  /** Lets go of those that were not seen for long. */
  forget(): void {
    for (const { server, at } of [...this.#seen.values()]) {
      if (this.#clock.now() - at > FORGOTTEN_AFTER) this.gone(server)
    }
  }
}

/** One server may be seen by several ways. */
function keyOf({ host, port }: FoundServer): string {
  return `${host} ${port}`
}

function isSame(a: FoundServer, b: FoundServer): boolean {
  return a.name === b.name && a.tls === b.tls && a.version === b.version
}
