import { InvalidArgumentError } from 'commander'

/** The address and port at which metrics are served. */
export interface MetricsPlace {
  readonly host: string
  readonly port: number
}

const LOOPBACK = '127.0.0.1'
const PLACE = /^(?:(?<name>[^:[\]]+):|\[(?<ipv6>[0-9a-fA-F:.]+)\]:)?(?<port>\d{1,5})$/

/**
 * Parses `9464` (loopback only), `0.0.0.0:9464` or `[::1]:9464`.
 * @throws InvalidArgumentError for commander.
 */
export function readMetricsPlace(text: string): MetricsPlace {
  const { name, ipv6, port } = PLACE.exec(text)?.groups ?? {}
  if (port === undefined || Number(port) > 65_535) {
    throw new InvalidArgumentError('Use a port, such as 9464, or an address and a port: 192.168.1.5:9464.')
  }
  return { host: name ?? ipv6 ?? LOOPBACK, port: Number(port) }
}
