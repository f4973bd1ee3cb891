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

const TABLE = '/proc/net/tcp'
const ESTABLISHED = '01'
const ROOT = 0

/**
 * Whether a local connection belongs to another user of this machine. Root does not count as another user, as root can
 * read everything. Always false when the client runs as root, and on systems other than Linux, which do not tell.
 */
export function isByAnotherUser(socket: Socket): boolean {
  const own = process.getuid?.() ?? ROOT
  if (own === ROOT) return false
  const owner = ownerOf(socket)
  return owner !== null && owner !== own && owner !== ROOT
}

/** The user id that owns the other end of a connection over 127.0.0.1; null if unknown. */
export function ownerOf(socket: Socket): number | null {
  const { remoteAddress, remotePort, localAddress, localPort } = socket
  if (!remoteAddress || !remotePort || !localAddress || !localPort) return null
  const [there, here] = [address(remoteAddress, remotePort), address(localAddress, localPort)]
  for (const line of readTable().split('\n')) {
    // proc_net_tcp(5): number, local, remote, state, queues, timer, retransmissions, user, ...
    const [, local, remote, state, , , , user] = line.trim().split(/\s+/)
    if (local === there && remote === here && state === ESTABLISHED) return Number(user)
  }
  return null
}

function readTable(): string {
  try {
    return readFileSync(TABLE, 'utf8')
  } catch {
    return ''
  }
}

/** An IPv4 address and port as in the table: the address as a host-order number in hex. */
function address(ip: string, port: number): string {
  const bytes = ip.split('.').map(Number)
  if (endianness() === 'LE') bytes.reverse()
  const hex = [
    ...bytes.map((byte) => byte.toString(16).padStart(2, '0')),
    ':',
    port.toString(16).padStart(4, '0'),
  ]
  return hex.join('').toUpperCase()
}
