import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { endianness } from 'node:os'
import type { Clock } from '../../lib/clock.ts'

const SECRET_BYTES = 16
const DIGITS_AND_LETTERS = 36
const SECRET_LENGTH = Math.ceil((8 * SECRET_BYTES) / Math.log2(DIGITS_AND_LETTERS))
const COOKIE = 'parlor-viewer'
/** ms for which a link is valid: time to copy it to another machine by hand. */
const LINK_LIFE = 10 * 60 * 1000
const MOST_LINKS = 16
/** `Host` values by which a browser reaches this machine, directly or through a tunnel. */
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/

/**
 * Access control for the pages. A link contains a secret and is valid once, because it appears on the command line of
 * the browser, where other users of the machine can read it. It is exchanged for a cookie. The cookie has a random path,
 * because browsers send cookies to all ports of a host.
 */
export class PageAuth {
  /** The path of the pages, with a trailing slash. */
  readonly path = `/view/${secret()}/`
  readonly #clock: Clock
  readonly #cookie = secret()
  readonly #links: { secret: string; until: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Creates the path of a link that is valid once within 10 minutes; short enough for one line of a terminal. */
  makeLink(): string {
    const link = { secret: secret(), until: this.#clock.now() + LINK_LIFE }
    this.#links.push(link)
    if (this.#links.length > MOST_LINKS) this.#links.shift()
    return `/${link.secret}`
  }

  /**
   * Exchanges a link for a cookie.
   * @returns the `Set-Cookie` header; null if the link is unknown, used or expired
   */
  exchange(path: string): string | null {
    const index = this.#links.findIndex((link) => isSame(path, `/${link.secret}`))
    if (index < 0) return null
    const [link] = this.#links.splice(index, 1)
    if (this.#clock.now() > link!.until) return null
    return `${COOKIE}=${this.#cookie}; Path=${this.path}; HttpOnly; SameSite=Strict`
  }

  /** Whether the request carries the cookie. */
  isKnown({ cookie = '' }: IncomingHttpHeaders): boolean {
    return cookie.split(/;\s*/).some((one) => isSame(one, `${COOKIE}=${this.#cookie}`))
  }

  /**
   * Whether the request names this machine in `Host`. A foreign page whose name resolves to this machine (DNS rebinding)
   * sends its own name.
   */
  isFromHere({ host = '' }: IncomingHttpHeaders): boolean {
    return LOOPBACK.test(host)
  }

  /** Whether the request was made by a page of this server. */
  isFromOurPage({ host, origin }: IncomingHttpHeaders): boolean {
    return origin === `http://${host}`
  }
}

/** 128 random bits in base 36. */
function secret(): string {
  const drawn = BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`)
  return drawn.toString(DIGITS_AND_LETTERS).padStart(SECRET_LENGTH, '0')
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** The tables of connections (proc_net_tcp(5)); a socket for IPv6 may connect to an IPv4 address too. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
const MAPPED_PREFIX = Buffer.from('00000000000000000000ffff', 'hex')
const WORD = 4
/** The inode of a socket that no process holds any more; the table then shows root as its owner. */
const ORPHAN = '0'
const ROOT = 0

/**
 * Whether a local connection may belong to another user of this machine: its owner is neither this user nor root, who
 * can read everything, nor can it be found, as after the other end was closed. Always false on systems other than Linux,
 * which do not tell. If the client runs as root, the user who became root by sudo counts as this user.
 */
export function isByAnotherUser(socket: Socket): boolean {
  if (process.platform !== 'linux') return false
  const own = process.getuid?.() ?? ROOT
  const { SUDO_UID } = process.env
  const known = own === ROOT && SUDO_UID !== undefined ? [ROOT, Number(SUDO_UID)] : [ROOT, own]
  const owner = ownerOf(socket)
  return owner === null || !known.includes(owner)
}

/** The user id that owns the other end of a connection over 127.0.0.1; null if unknown. */
export function ownerOf(socket: Socket): number | null {
  const { remoteAddress, remotePort, localAddress, localPort } = socket
  if (!remoteAddress || !remotePort || !localAddress || !localPort) return null
  const places = [
    [address(remoteAddress, remotePort), address(localAddress, localPort)],
    [mappedAddress(remoteAddress, remotePort), mappedAddress(localAddress, localPort)],
  ]
  for (const line of TABLES.flatMap((table) => readTable(table).split('\n'))) {
    // number, local, remote, state, queues, timer, retransmissions, user, timeout, inode, ...
    const [, local, remote, , , , , user, , inode] = line.trim().split(/\s+/)
    if (inode !== ORPHAN && places.some(([there, here]) => local === there && remote === here)) return Number(user)
  }
  return null
}

function readTable(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** An IPv4 address and port as in the table: the address as a host-order number in hex. */
function address(ip: string, port: number): string {
  return placeInTable(Buffer.from(ip.split('.').map(Number)), port)
}

/** The same as an IPv4-mapped IPv6 address: four host-order numbers. */
function mappedAddress(ip: string, port: number): string {
  return placeInTable(Buffer.concat([MAPPED_PREFIX, Buffer.from(ip.split('.').map(Number))]), port)
}

function placeInTable(bytes: Buffer, port: number): string {
  let hex = ''
  for (let at = 0; at < bytes.length; at += WORD) {
    const word = [...bytes.subarray(at, at + WORD)]
    if (endianness() === 'LE') word.reverse()
    hex += Buffer.from(word).toString('hex')
  }
  return `${hex}:${port.toString(16).padStart(4, '0')}`.toUpperCase()
}
