import type { Clock } from '../../lib/clock.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import type { Options } from '../settings/table.ts'
import { KnownServers } from '../store/known-servers.ts'
import type { Protection } from './server-key.ts'

/**
 * How a connection is to be protected, from what was chosen.
 * @param announced whether the server says of itself that it is encrypted.
 * @throws Exit `usage` where the choices exclude each other.
 */
export function protectionOf(
  { tls, fingerprint }: Pick<Options, 'tls' | 'fingerprint'>,
  clock: Clock,
  announced = false,
): Protection {
  if (tls === false && fingerprint !== undefined) {
    throw new Exit(exitCodes.usage, 'Without TLS a server has no key: leave out --no-tls, or --fingerprint')
  }
  const known = new KnownServers(clock)
  return { tls: tls ?? (announced || undefined), fingerprint, known, remember: true }
}
