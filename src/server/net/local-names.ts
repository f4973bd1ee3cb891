import { BlockList, isIP, isIPv4 } from 'node:net'

/** Domains of names that exist in local networks only (RFC 6762, 8375, 9476, 6761). */
export const LOCAL_DOMAINS = ['local', 'home.arpa', 'internal', 'lan', 'localhost']
/** Private, link-local and loopback networks (RFC 1918, 3927, 4193, 4291). */
export const LOCAL_NETWORKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
]
const localNetworks = new BlockList()
for (const network of LOCAL_NETWORKS) {
  const [address = '', bits] = network.split('/')
  localNetworks.addSubnet(address, Number(bits), familyOf(address))
}

/** Whether a name or an address exists in local networks only, so that nobody outside can own it. */
export function isLocal(name: string): boolean {
  if (isIP(name)) return localNetworks.check(name, familyOf(name))
  return LOCAL_DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6'
}
