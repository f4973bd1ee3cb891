import { networkInterfaces } from 'node:os'
import type { Bonjour, Browser, Service } from 'bonjour-service'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { allInterfaces, MdnsInterfaces } from '../../lib/mdns-interfaces.ts'
import { SERVICE_TYPE } from '../../protocol/announced-server.ts'
import { type FoundServer, foundServer } from './found-server.ts'
import { MAX_SIGHTINGS, type SightingHandlers, Sightings } from './sightings.ts'

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
