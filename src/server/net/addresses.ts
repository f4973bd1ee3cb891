import { networkInterfaces } from 'node:os'

const IPV4_IN_IPV6 = '::ffff:'

/** A remote address as people write it: IPv4 without the IPv6 prefix it has on a socket for both. */
export function bareAddress(address: string | undefined): string {
  if (!address) return 'unknown'
  return address.startsWith(IPV4_IN_IPV6) ? address.slice(IPV4_IN_IPV6.length) : address
}

/** Whether a bare address is this machine's own, by which nobody else comes. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/**
 * The addresses of this machine that others on the network can reach, IPv4 before IPv6. Loopback and
 * link-local ones are left out; where nothing remains, loopback.
 */
export function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const reachable = all.filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
  const byFamily = (family: string) =>
    reachable.filter((one) => one.family === family).map(({ address }) => address)
  const found = [...byFamily('IPv4'), ...byFamily('IPv6')]
  return found.length > 0 ? found : ['127.0.0.1']
}
