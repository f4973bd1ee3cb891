import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Bonjour } from 'bonjour-service'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { interfacesOf, MdnsInterfaces } from '../../lib/mdns-interfaces.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { type AnnouncementText, SERVICE_TYPE } from '../../protocol/announced-server.ts'
import type { Log } from '../log/log.ts'

export interface MdnsAdvertiserOptions {
  /** The address on which the server listens. */
  address: string
  port: number
  tls: boolean
  clock: Clock
  log: Log
}

/** ms between two checks for new network interfaces. */
const LOOK_INTERVAL = 10_000
/** ms that the goodbye packets may take. */
const GOODBYE_PATIENCE = 500
/** Characters kept of the host name, so that it and its suffix fit a DNS label (63 bytes). */
const NAME_LENGTH = 48

/**
 * Announces the server on the local network by multicast DNS, so that nobody has to type its address. Where that fails,
 * it is logged once and the server runs without.
 */
export class MdnsAdvertiser {
  readonly #options: MdnsAdvertiserOptions
  readonly #interfaces: MdnsInterfaces
  readonly #name = machineName()
  /** Unique, because two machines may share a host name, and one machine may run two servers. */
  readonly #label = `${this.#name}-${randomBytes(3).toString('hex')}`
  #cancel: Cancel = () => {}
  #complained = false

  constructor(options: MdnsAdvertiserOptions) {
    this.#options = options
    this.#interfaces = new MdnsInterfaces(() => interfacesOf(options.address), {
      opened: (bonjour) => this.#announce(bonjour),
      failed: (reason) => this.#complain(reason),
    })
    this.#look()
  }

  /** Withdraws the announcement. */
  async close(): Promise<void> {
    this.#cancel()
    const goodbyes = Promise.all(this.#interfaces.open.map(sayGoodbye))
    await withTimeout(this.#options.clock, GOODBYE_PATIENCE, goodbyes, () => {})
    this.#interfaces.close()
  }

  #look(): void {
    try {
      this.#interfaces.refresh()
    } catch (error) {
      this.#complain((error as Error).message)
    }
    this.#cancel = this.#options.clock.after(LOOK_INTERVAL, () => this.#look())
  }

  #announce(bonjour: Bonjour): void {
    const { port, tls } = this.#options
    const txt: AnnouncementText = { name: this.#name, version: '1', tls: tls ? 'yes' : 'no' }
    const host = `${this.#label}.local`
    // The label is unique, so probing is unnecessary; a conflict would make the package print an error of its own.
    bonjour.publish({ name: this.#label, type: SERVICE_TYPE, port, host, txt, probe: false })
  }

  #complain(reason: string): void {
    if (!this.#complained) this.#options.log.write('not_announced', { message: reason })
    this.#complained = true
  }
}

/** The host name without its domain, as a DNS label. */
function machineName(): string {
  const [first = ''] = hostname().split('.')
  return first.replace(/[^a-zA-Z0-9-]/g, '-').slice(0, NAME_LENGTH) || 'parlor'
}

function sayGoodbye(bonjour: Bonjour): Promise<void> {
  return new Promise((resolve) => bonjour.unpublishAll(() => resolve()))
}
