import { InvalidArgumentError } from 'commander'

/** Where metrics are served. */
export interface MetricsPlace {
  readonly host: string
  readonly port: number
}

const LOOPBACK = '127.0.0.1'
const PLACE = /^(?:(?<name>[^:[\]]+):|\[(?<ipv6>[0-9a-fA-F:.]+)\]:)?(?<port>\d{1,5})$/

/** Reads `9464`, which is told to this machine only, `0.0.0.0:9464` or `[::1]:9464`, as commander wants it. */
export function readMetricsPlace(text: string): MetricsPlace {
  const { name, ipv6, port } = PLACE.exec(text)?.groups ?? {}
  if (port === undefined || Number(port) > 65_535) {
    throw new InvalidArgumentError(
      'It must be a port, such as 9464, or an address and a port: 192.168.1.5:9464.',
    )
  }
  return { host: name ?? ipv6 ?? LOOPBACK, port: Number(port) }
}
