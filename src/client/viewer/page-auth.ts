import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
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
