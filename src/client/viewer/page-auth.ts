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
/** A link may have to be copied to another machine by hand. */
const LINK_LIFE = 10 * 60 * 1000
const MOST_LINKS = 16
/** The names under which a browser reaches its own machine, here or at the end of a tunnel from another port. */
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/

/**
 * Who may see the pages. A link holds a secret and is good once: it is exchanged for a cookie, since a link stands on
 * the command line of a browser, where others on the machine can read it. The cookie belongs to a path drawn by lot,
 * because browsers send cookies to all ports of a machine.
 */
export class PageAuth {
  /** The path below which the pages are, with a slash at its end. */
  readonly path = `/view/${secret()}/`
  readonly #clock: Clock
  readonly #cookie = secret()
  readonly #links: { secret: string; until: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A path that opens the door once, within 10 minutes; short, so that a terminal has it on one line. */
  makeLink(): string {
    const link = { secret: secret(), until: this.#clock.now() + LINK_LIFE }
    this.#links.push(link)
    if (this.#links.length > MOST_LINKS) this.#links.shift()
    return `/${link.secret}`
  }

  /**
   * Uses up a link.
   * @returns the `Set-Cookie` that lets its holder in; null where there is no such link
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
   * Whether the request was made to this machine by its own name. A page of somebody else's, whose name was made to
   * point here (DNS rebinding), has its own name in `Host`.
   */
  isFromHere({ host = '' }: IncomingHttpHeaders): boolean {
    return LOOPBACK.test(host)
  }

  /** Whether the request was made by a page of ours. */
  isFromOurPage({ host, origin }: IncomingHttpHeaders): boolean {
    return origin === `http://${host}`
  }
}

/** 128 bits in digits and small letters. */
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
 * Whether a connection from this machine was made by somebody else who uses it. Root, who may read everything, is
 * nobody else; nor is anybody where the client itself runs as root, or where the system does not say (it does on
 * Linux).
 */
export function isByAnotherUser(socket: Socket): boolean {
  const own = process.getuid?.() ?? ROOT
  if (own === ROOT) return false
  const owner = ownerOf(socket)
  return owner !== null && owner !== own && owner !== ROOT
}

/** The user id of whoever holds the other end of a connection over 127.0.0.1; null where that is not known. */
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

/** An IPv4 address and port as the table has them: the bytes of the address as a number of this machine, in hex. */
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
