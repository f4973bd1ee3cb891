import { ok, type Result, refused } from '../../lib/result.ts'

/** Default port of a server. */
const DEFAULT_PORT = 12_345
const MAX_PORT = 65_535

/** Where a server listens. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** Parses `host`, `host:port`, `[v6]:port` or a bare IPv6 address. Refused with a message for the user. */
export function parseAddress(text: string): Result<ServerAddress> {
  const trimmed = text.trim()
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-fA-F:.]+(?:%\w+)?)\]|([^:\s[\]]+))(?::(\d+))?$/.exec(trimmed) ?? []
  const bare = /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.%\w]*$/.test(trimmed) ? trimmed : undefined
  const host = bracketed ?? plain ?? bare
  const port = digits === undefined ? DEFAULT_PORT : Number(digits)
  if (!host || port < 1 || port > MAX_PORT) {
    return refused(
      'Invalid server address. Use a form like 192.168.1.5, 192.168.1.5:12345 or [fe80::1]:12345.',
    )
  }
  return ok({ host, port })
}
