import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { isOwnMachine } from './addresses.ts'

/** `name`, `1.2.3.4` or `[::1]`, with or without a port (RFC 9110, section 7.2). */
const HOST = /^(?:\[(?<ipv6>[^\]]+)\]|(?<name>[^:[\]]+))(?::\d{1,5})?$/

/**
 * The names and addresses by which HTTP requests may address this server. A page from elsewhere can make its own name
 * resolve to this machine (DNS rebinding), and its requests would then be those of the user's browser; but they carry
 * that name in the Host header.
 */
export class AllowedHosts {
  readonly #names: ReadonlySet<string>

  /** @param more names besides those of the machine: `localhost`, its host name, and that name with `.local` */
  constructor(more: readonly string[] = [], own: string = hostname()) {
    const [short = own] = own.split('.')
    this.#names = new Set(['localhost', own, short, `${short}.local`, ...more].map(plainName))
  }

  /**
   * Whether a Host header names this server. The addresses of the machine always do; without a header so do requests
   * of HTTP/1.0, which no browser sends.
   */
  allows(header: string | undefined): boolean {
    if (header === undefined) return true
    const { ipv6, name = ipv6 } = HOST.exec(header)?.groups ?? {}
    if (name === undefined) return false
    return this.#names.has(plainName(name)) || (isIP(name) !== 0 && isOwnMachine(name))
  }
}

/** A name as it is compared: in lower case, without the dot of the root. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}
