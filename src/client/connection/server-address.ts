import { networkInterfaces } from 'node:os'
import { ok, type Result, refused } from '../../lib/result.ts'

/** Default port of a server. */
const DEFAULT_PORT = 12_345
const MAX_PORT = 65_535

/** Where a server listens. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** IPv6 with an optional zone (RFC 4007, section 11), which is the name or number of an interface: `fe80::1%br-lan`. */
const IPV6 = /^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*(?:%[^\s[\]%/]+)?$/i
const IPV6_AND_PORT = /^\[([^\s[\]]+)\](?::(\d+))?$/
const HOST_AND_PORT = /^([^:\s[\]%]+)(?::(\d+))?$/
/** As the programs print it in sentences: `192.168.1.5 port 12345`. */
const IN_WORDS = /^(\S+) port (\d+)$/

/**
 * Parses every form in which an address is printed: `host`, `host:port`, `[v6]`, `[v6%zone]:port`, a bare IPv6 address,
 * and `host port 12345`. Refused with a message for the user.
 * @param otherwise the port where the text has none
 */
export function parseAddress(text: string, otherwise = DEFAULT_PORT): Result<ServerAddress> {
  const trimmed = text.trim()
  const [, inWords, itsPort] = IN_WORDS.exec(trimmed) ?? []
  const [, bracketed, portAfter] = IPV6_AND_PORT.exec(trimmed) ?? []
  const [, plain, portOfHost] = HOST_AND_PORT.exec(trimmed) ?? []
  const wanted = inWords?.replace(/^\[(.*)\]$/, '$1') ?? bracketed ?? plain ?? trimmed
  const digits = itsPort ?? portAfter ?? portOfHost
  const port = digits === undefined ? otherwise : Number(digits)
  const isHost = IPV6.test(wanted) || (bracketed === undefined && HOST_AND_PORT.exec(wanted)?.[1] === wanted)
  if (!isHost || port < 1 || port > MAX_PORT) {
    return refused('Invalid server address. Use a form like 192.168.1.5, 192.168.1.5:12345 or [fe80::1%eth0]:12345.')
  }
  return ok({ host: wanted, port })
}

/** As `parseAddress`, for an address to connect to: a link-local one needs a zone. */
export function reachableAddress(text: string, otherwise = DEFAULT_PORT): Result<ServerAddress> {
  const address = parseAddress(text, otherwise)
  const problem = address.ok ? missingZone(address.value.host) : null
  return problem === null ? address : refused(problem)
}

/**
 * The problem of a link-local IPv6 address without a zone, which exists on every link: a sentence for the user. null for
 * all other addresses.
 */
export function missingZone(host: string, interfaces: readonly string[] = linkLocalInterfaces()): string | null {
  if (!/^fe[89ab][0-9a-f]:/i.test(host) || host.includes('%')) return null
  const example = `${host}%${interfaces[0] ?? 'eth0'}`
  const known = interfaces.length > 0 ? ` (interfaces here: ${interfaces.join(', ')})` : ''
  return `${host} is a link-local address, which needs the network interface as its zone: ${example}${known}`
}

/** Names of the external interfaces that have a link-local IPv6 address. */
function linkLocalInterfaces(): string[] {
  return Object.entries(networkInterfaces())
    .filter(([, all = []]) => all.some(({ internal, address }) => !internal && /^fe[89ab]/i.test(address)))
    .map(([name]) => name)
}
