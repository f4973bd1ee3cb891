import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Bonjour } from 'bonjour-service'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { interfacesOf, MdnsInterfaces } from '../../lib/mdns-interfaces.ts'
import { type AnnouncementText, SERVICE_TYPE } from '../../protocol/announced-server.ts'
import type { Log } from '../log/log.ts'

export interface MdnsAdvertiserOptions {
  /** Where the server listens. */
  address: string
  port: number
  tls: boolean
  clock: Clock
  log: Log
}

/** ms between two looks for interfaces that have come. */
const LOOK_INTERVAL = 10_000
/** ms that a goodbye may take. */
const GOODBYE_PATIENCE = 500
/** Characters of a machine's name; with what is put behind it, it must fit a label of DNS (63 bytes). */
const NAME_LENGTH = 48

/**
 * Announces the server on the local network, so that nobody has to type its address. Where that cannot be done, the
 * log says so once and the server goes on.
 */
export class MdnsAdvertiser {
  readonly #options: MdnsAdvertiserOptions
  readonly #interfaces: MdnsInterfaces
  readonly #name = machineName()
  /** Two machines may have one name, and one machine two servers. */
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

  /** Takes the announcement back. */
  async close(): Promise<void> {
    this.#cancel()
    await Promise.race([
      Promise.all(this.#interfaces.open.map(sayGoodbye)),
      new Promise<void>((resolve) => void this.#options.clock.after(GOODBYE_PATIENCE, resolve)),
    ])
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
    // The label is nobody else's, so that none need be asked; the package would print an error of its own.
    bonjour.publish({ name: this.#label, type: SERVICE_TYPE, port, host, txt, probe: false })
  }

  #complain(reason: string): void {
    if (!this.#complained) this.#options.log.write('not_announced', { message: reason })
    this.#complained = true
  }
}

/** The machine's name without its domain, as a label of DNS. */
function machineName(): string {
  const [first = ''] = hostname().split('.')
  return first.replace(/[^a-zA-Z0-9-]/g, '-').slice(0, NAME_LENGTH) || 'parlor'
}

function sayGoodbye(bonjour: Bonjour): Promise<void> {
  return new Promise((resolve) => bonjour.unpublishAll(() => resolve()))
}
