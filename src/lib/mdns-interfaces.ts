import type { EventEmitter } from 'node:events'
import { networkInterfaces } from 'node:os'
import { Bonjour } from 'bonjour-service'

/** Interfaces that are heeded; a machine with many containers has dozens. */
const MAX_INTERFACES = 16
const LOOPBACK = '127.0.0.1'

export interface MdnsHandlers {
  /** Multicast DNS can be spoken on an interface from now on. */
  opened(bonjour: Bonjour): void
  /** It cannot be spoken on an interface; told for each. */
  failed(reason: string): void
}

/**
 * Multicast DNS (RFC 6762) on each of several interfaces, which may come and go: one socket would speak on the
 * default interface only.
 */
export class MdnsInterfaces {
  readonly #addresses: () => readonly string[]
  readonly #handlers: MdnsHandlers
  readonly #open = new Map<string, Bonjour>()
  readonly #failed = new Set<string>()

  /** @param addresses the IPv4 addresses of the wanted interfaces, as they are now. */
  constructor(addresses: () => readonly string[], handlers: MdnsHandlers) {
    this.#addresses = addresses
    this.#handlers = handlers
  }

  get open(): readonly Bonjour[] {
    return [...this.#open.values()]
  }

  /** Opens what has come and leaves what has gone. */
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
    // What could not be sent is as what got lost on the way.
    const bonjour = new Bonjour(options as Partial<ConstructorParameters<typeof Bonjour>[0]>, () => {})
    this.#open.set(address, bonjour)
    // The package hears no errors of its socket, and what nobody hears ends the program.
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

/** The first IPv4 address of each interface that others can be reached by. */
export function lanInterfaces(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => {
    const first = addresses?.find(({ family, internal }) => family === 'IPv4' && !internal)
    return first ? [first.address] : []
  })
}

/** The same, and the loopback interface, where servers may be that only this machine can reach. */
export function allInterfaces(): string[] {
  return [LOOPBACK, ...lanInterfaces()]
}

/** The interfaces by which a server can be reached that listens at `address`; `::` and `0.0.0.0` are all. */
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
