import type { Clock } from '../../lib/clock.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import type { Options } from '../settings/table.ts'
import { KnownServers } from '../store/known-servers.ts'
import type { Protection } from './server-key.ts'

/**
 * The protection of a connection, from the options.
 * @param announced whether the server announces that it can encrypt, which then is required
 * @throws Exit `usage` if the options exclude each other
 */
export function protectionOf(
  { tls, fingerprint }: Pick<Options, 'tls' | 'fingerprint'>,
  clock: Clock,
  announced = false,
): Protection {
  if (tls === false && fingerprint !== undefined) {
    throw new Exit(exitCodes.usage, '--fingerprint needs TLS: leave out --no-tls or --fingerprint')
  }
  const known = new KnownServers(clock)
  return { ...{ tls: tls ?? (announced || undefined), fingerprint }, ...{ known, remember: true, sessions: new Map() } }
}
