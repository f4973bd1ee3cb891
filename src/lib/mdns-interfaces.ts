import { createSocket, type Socket } from 'node:dgram'
import type { EventEmitter } from 'node:events'
import { isIPv6 } from 'node:net'
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

/** The link-local group of multicast DNS for IPv6 (RFC 6762, section 3). */
const IPV6_GROUP = 'ff02::fb'
/** How an interface is named for IPv6: `::%eth0`. */
const ANY_IPV6 = '::%'

/**
 * Multicast DNS (RFC 6762) with one socket per interface, because a single socket would use the default interface only.
 * Interfaces may appear and disappear.
 */
export class MdnsInterfaces {
  readonly #addresses: () => readonly string[]
  readonly #handlers: MdnsHandlers
  readonly #open = new Map<string, Bonjour>()
  readonly #failed = new Set<string>()

  /** @param addresses returns the interfaces to use now, by IPv4 address, or as `::%eth0` for IPv6 */
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
    const options = address.startsWith(ANY_IPV6)
      ? { interface: address, bind: '::', ip: IPV6_GROUP, type: 'udp6', socket: ipv6Socket() }
      : { interface: address, bind: '0.0.0.0' }
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

/** The external interfaces that have an IPv6 address, as `::%eth0`. */
function ipv6Interfaces(): string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, all = []]) =>
    all.some(({ family, internal }) => family === 'IPv6' && !internal) ? [`${ANY_IPV6}${name}`] : [],
  )
}

/**
 * The interfaces on which to search: those with an IPv4 address or, where the machine has none, those with IPv6, so that no
 * server is found twice; and loopback, for servers that only this machine can reach.
 */
export function allInterfaces(): string[] {
  const lan = lanInterfaces()
  return [LOOPBACK, ...(lan.length > 0 ? lan : ipv6Interfaces())]
}

/** IPv4 packets would arrive at a socket for both families a second time. */
function ipv6Socket(): Socket {
  return createSocket({ type: 'udp6', reuseAddr: true, ipv6Only: true })
}

/**
 * The interfaces on which a server that listens on `address` can be reached, by IPv4 address or as `::%eth0`. `::` means
 * all, `0.0.0.0` those with an IPv4 address.
 */
export function interfacesOf(address: string): string[] {
  const bare = address.replace(/^::ffff:/, '')
  if (bare === '::1' || bare.startsWith('127.')) return [LOOPBACK]
  const lan = [...lanInterfaces(), ...(bare === '0.0.0.0' ? [] : ipv6Interfaces())]
  if (bare === '::' || bare === '0.0.0.0') return lan.length > 0 ? lan : [LOOPBACK]
  const [plain, zone] = bare.split('%')
  const [name, own = []] =
    Object.entries(networkInterfaces()).find(
      ([label, all = []]) => (!zone || label === zone) && all.some(({ address }) => address === plain),
    ) ?? []
  if (isIPv6(bare)) return lan.filter((one) => one === `${ANY_IPV6}${name}`)
  return lan.filter((one) => own.some(({ address: other }) => other === one))
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return 'UDP port 5353 is taken by a program that does not share it'
  if (code === 'EACCES' || code === 'EPERM') return 'UDP port 5353 may not be opened here'
  return message
}
