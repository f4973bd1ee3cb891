import type { EventEmitter } from 'node:events'
import { networkInterfaces } from 'node:os'
import { Bonjour } from 'bonjour-service'

/** Maximum number of interfaces; a machine with many containers has dozens. */
const MAX_INTERFACES = 16
const LOOPBACK = '127.0.0.1'

export interface MdnsHandlers {
  /** Multicast DNS works on another interface. */
  opened(bonjour: Bonjour): void
  /** Multicast DNS does not work on an interface. */
  failed(reason: string): void
}

/**
 * Multicast DNS (RFC 6762) with one socket per interface, because a single socket would use the default interface only.
 * Interfaces may appear and disappear.
 */
export class MdnsInterfaces {
  readonly #addresses: () => readonly string[]
  readonly #handlers: MdnsHandlers
  readonly #open = new Map<string, Bonjour>()
  readonly #failed = new Set<string>()

  /** @param addresses returns the current IPv4 addresses of the interfaces to use */
  constructor(addresses: () => readonly string[], handlers: MdnsHandlers) {
    this.#addresses = addresses
    this.#handlers = handlers
  }

  get open(): readonly Bonjour[] {
    return [...this.#open.values()]
  }

  /** Opens sockets on new interfaces, and closes those of removed ones. */
  refresh(): void {
    const wanted = new Set(this.#addresses().slice(0, MAX_INTERFACES))
    for (const [address, bonjour] of this.#open) {
      if (wanted.has(address)) continue
      this.#open.delete(address)
      bonjour.destroy()
    }
    for (const address of this.#failed) if (!wanted.has(address)) this.#failed.delete(address)
    for (const address of wanted) {
      if (!this.#open.has(address) && !this.#failed.has(address)) this.#speakOn(address)
    }
  }

  close(): void {
    for (const bonjour of this.#open.values()) bonjour.destroy()
    this.#open.clear()
  }

  #speakOn(address: string): void {
    const options = { interface: address, bind: '0.0.0.0' }
    // A failed send is treated like a lost packet.
    const bonjour = new Bonjour(options as Partial<ConstructorParameters<typeof Bonjour>[0]>, () => {})
    this.#open.set(address, bonjour)
    // The package does not handle errors of its socket, and an unhandled 'error' event would end the program.
    const { mdns } = (bonjour as unknown as { server: { mdns: EventEmitter } }).server
    mdns.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#open.get(address) !== bonjour) return
      this.#open.delete(address)
      this.#failed.add(address)
      bonjour.destroy()
      this.#handlers.failed(whyNot(error))
    })
    this.#handlers.opened(bonjour)
  }
}

/** The first IPv4 address of each external interface. */
export function lanInterfaces(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => {
    const first = addresses?.find(({ family, internal }) => family === 'IPv4' && !internal)
    return first ? [first.address] : []
  })
}

/** The same plus the loopback interface, for servers that only this machine can reach. */
export function allInterfaces(): string[] {
  return [LOOPBACK, ...lanInterfaces()]
}

/** The addresses at which a server that listens on `address` can be reached; `::` and `0.0.0.0` mean all. */
export function interfacesOf(address: string): string[] {
  const bare = address.replace(/^::ffff:/, '')
  if (bare === '::1' || bare.startsWith('127.')) return [LOOPBACK]
  const lan = lanInterfaces()
  if (bare === '::' || bare === '0.0.0.0') return lan.length > 0 ? lan : [LOOPBACK]
  const interfaces = Object.values(networkInterfaces()).map((addresses) => addresses ?? [])
  const own = interfaces.find((addresses) => addresses.some((one) => one.address === bare)) ?? []
  return lan.filter((one) => own.some(({ address: other }) => other === one))
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return 'UDP port 5353 is taken by a program that does not share it'
  if (code === 'EACCES' || code === 'EPERM') return 'UDP port 5353 may not be opened here'
  return message
}
