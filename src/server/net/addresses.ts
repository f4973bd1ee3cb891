import { isIPv6 } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

/** The interfaces of a machine, as `os.networkInterfaces` returns them. */
export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

const IPV4_IN_IPV6 = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i
const GROUPS = 8
const GROUPS_OF_NETWORK = 4

/** Formats a remote address for people: IPv4 without the IPv6 prefix that a dual-stack socket adds. */
export function bareAddress(address: string | undefined): string {
  if (!address) return 'unknown'
  return IPV4_IN_IPV6.exec(address)?.[1] ?? address
}

/** Whether an address is a loopback address, which no other machine can use. */
export function isLoopback(address: string): boolean {
  const bare = bareAddress(address)
  return bare === '::1' || bare.startsWith('127.')
}

/**
 * Whether an address of a peer belongs to the machine that this program runs on: a loopback address, or one of any
 * interface. A link-local address must have the zone of its interface, by name or number: another link may have the
 * same address.
 */
export function isOwnMachine(address: string, interfaces: Interfaces = networkInterfaces()): boolean {
  if (isLoopback(address)) return true
  const { network, host, zone } = partsOf(address)
  return Object.entries(interfaces).some(([name, addresses = []]) =>
    addresses.some((own) => {
      const parts = partsOf(own.address)
      if (parts.network !== network || parts.host !== host) return false
      return !isLinkLocal(address) || zone === name || ('scopeid' in own && zone === String(own.scopeid))
    }),
  )
}

/**
 * What limits and bans count as one address: an IPv4 address, or the /64 network of an IPv6 address, because one
 * machine can use all addresses of its network. A link-local network has the zone of its link. The IPv6 loopback
 * address stands for itself.
 */
export function addressGroup(address: string): string {
  const bare = bareAddress(address)
  if (!isIPv6(bare) || isLoopback(bare)) return bare
  const { network, zone } = partsOf(bare)
  return `${network}::/64${zone === '' ? '' : `%${zone}`}`
}

/**
 * Lists the addresses at which other machines reach this one, IPv4 before IPv6, without loopback and link-local ones.
 * Where none remains, returns the loopback address.
 */
export function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const reachable = all.filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
  const byFamily = (family: string) => reachable.filter((one) => one.family === family).map(({ address }) => address)
  const found = [...byFamily('IPv4'), ...byFamily('IPv6')]
  return found.length > 0 ? found : ['127.0.0.1']
}

interface AddressParts {
  /** The first 64 bits of an IPv6 address, such as `fd00:0:0:1`; an IPv4 address as a whole. */
  readonly network: string
  /** The last 64 bits of an IPv6 address; empty for IPv4. */
  readonly host: string
  /** The zone of a link-local address; empty for others. */
  readonly zone: string
}

function partsOf(address: string): AddressParts {
  const [bare = '', zone = ''] = bareAddress(address).split('%')
  if (!isIPv6(bare)) return { network: bare, host: '', zone: '' }
  const [head = '', tail] = hexTail(bare).toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = !tail ? [] : tail.split(':')
  const zeros = new Array<string>(Math.max(0, GROUPS - before.length - after.length)).fill('0')
  const groups = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16).toString(16))
  return {
    network: groups.slice(0, GROUPS_OF_NETWORK).join(':'),
    host: groups.slice(GROUPS_OF_NETWORK).join(':'),
    zone: isLinkLocal(bare) ? zone : '',
  }
}

/** Replaces a dotted tail, as in `64:ff9b::192.0.2.1`, by two hexadecimal groups. */
function hexTail(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...[a, b, c, d]: string[]) => {
    const [high, low] = [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)]
    return `${high.toString(16)}:${low.toString(16)}`
  })
}

function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address)
}
