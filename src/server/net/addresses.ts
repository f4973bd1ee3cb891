import { networkInterfaces } from 'node:os'

const IPV4_IN_IPV6 = '::ffff:'

/** Formats a remote address for people: IPv4 without the IPv6 prefix that a dual-stack socket adds. */
export function bareAddress(address: string | undefined): string {
  if (!address) return 'unknown'
  return address.startsWith(IPV4_IN_IPV6) ? address.slice(IPV4_IN_IPV6.length) : address
}

/** Whether a bare address is a loopback address, which no other machine can use. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/**
 * Lists the addresses at which other machines reach this one, IPv4 before IPv6, without loopback and link-local ones.
 * Where none remains, returns the loopback address.
 */
export function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const reachable = all.filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
  const byFamily = (family: string) =>
    reachable.filter((one) => one.family === family).map(({ address }) => address)
  const found = [...byFamily('IPv4'), ...byFamily('IPv6')]
  return found.length > 0 ? found : ['127.0.0.1']
}
