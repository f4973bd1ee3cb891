import { networkInterfaces } from 'node:os'
import type { Bonjour, Browser, Service } from 'bonjour-service'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { allInterfaces, MdnsInterfaces } from '../../lib/mdns-interfaces.ts'
import { SERVICE_TYPE } from '../../protocol/announced-server.ts'
import { type FoundServer, foundServer } from './found-server.ts'

export interface BrowseHandlers extends SightingHandlers {
  /** The network cannot be searched; told once. Nothing will be found, and `stop` is still to be called. */
  failed(reason: string): void
}

/** ms from one question to the next: one may get lost, so the second follows soon. */
const SECOND_QUESTION = 1_000
const QUESTION_INTERVAL = 5_000

/**
 * Looks for servers on the local network until it is stopped. Nothing is told before this returns. What is told is
 * cleaned, each server comes once, and there are never more than 200.
 *
 * @returns stops looking; nothing is told afterwards
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
  // A browser never hears again of what it knows, and keeps all it ever heard; so each question has new ones.
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
