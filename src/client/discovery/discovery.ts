import { networkInterfaces } from 'node:os'
import type { Bonjour, Browser, Service } from 'bonjour-service'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { allInterfaces, MdnsInterfaces } from '../../lib/mdns-interfaces.ts'
import { SERVICE_TYPE } from '../../protocol/announced-server.ts'
import { type FoundServer, foundServer } from './found-server.ts'

export interface BrowseHandlers extends SightingHandlers {
  /** The network cannot be searched. Called at most once; the search must still be stopped. */
  failed(reason: string): void
}

/** ms between mDNS queries. A query may get lost, so the second follows soon. */
const SECOND_QUESTION = 1_000
const QUESTION_INTERVAL = 5_000

/**
 * Searches the local network for servers until stopped. No handler runs before this returns. Texts are cleaned, each
 * server is reported once, and at most 200 are kept.
 *
 * @returns a function that stops the search; no handler runs afterwards
 */
export function browse(handlers: BrowseHandlers, clock: Clock): () => void {
  const sightings = new Sightings(clock, handlers)
  let browsers: Browser[] = []
  let failures = 0
  let cancel: Cancel = () => {}
  const interfaces = new MdnsInterfaces(allInterfaces, {
    opened() {},
    failed(reason) {
      if (interfaces.open.length === 0 && failures++ === 0) handlers.failed(reason)
    },
  })
  // A Bonjour browser does not report a known service again and keeps all services, so each query uses new browsers.
  const ask = (pause: number) => {
    for (const browser of browsers) browser.stop()
    interfaces.refresh()
    sightings.forget()
    browsers = interfaces.open.map((bonjour) => question(bonjour, sightings))
    cancel = clock.after(pause, () => ask(QUESTION_INTERVAL))
  }
  ask(SECOND_QUESTION)
  return () => {
    cancel()
    for (const browser of browsers) browser.stop()
    interfaces.close()
  }
}

function question(bonjour: Bonjour, sightings: Sightings): Browser {
  const browser = bonjour.find({ type: SERVICE_TYPE })
  browser.on('up', (service) => {
    if (browser.services.length > MAX_SIGHTINGS) browser.stop()
    const server = serverOf(service)
    if (server) sightings.seen(server)
  })
  browser.on('down', (service) => {
    const server = serverOf(service)
    if (server) sightings.gone(server)
  })
  return browser
}

function serverOf(service: Service): FoundServer | null {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return foundServer(service, own)
}

interface SightingHandlers {
  found(server: FoundServer): void
  lost(server: FoundServer): void
}

/** Most servers that are kept; more are ignored, because anybody can announce thousands. */
export const MAX_SIGHTINGS = 200
/** ms after which a server that was not seen again counts as gone. */
const FORGOTTEN_AFTER = 12_000

/** The set of servers on the network, without duplicates, from their announcements. */
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

  /** Removes servers that were not seen for 12 s. */
  forget(): void {
    for (const { server, at } of [...this.#seen.values()]) {
      if (this.#clock.now() - at > FORGOTTEN_AFTER) this.gone(server)
    }
  }
}

/** One server may be seen on several interfaces. */
function keyOf({ host, port }: FoundServer): string {
  return `${host} ${port}`
}

function isSame(a: FoundServer, b: FoundServer): boolean {
  return a.name === b.name && a.tls === b.tls && a.version === b.version
}
