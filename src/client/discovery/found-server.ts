import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'
import { Value } from '@sinclair/typebox/value'
import { cleanLine } from '../../lib/text.ts'
import { AnnouncementText } from '../../protocol/announced-server.ts'

/** A server that announces itself on the local network. */
export interface FoundServer {
  /** Name of its machine, cleaned for display. */
  readonly name: string
  /** An address to connect to. */
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** Protocol version. */
  readonly version: number
  /** Whether it runs on this machine. */
  readonly own: boolean
}

/** An mDNS announcement. Untrusted: anybody on the network can send one. */
export interface Announcement {
  readonly port: number
  readonly txt?: unknown
  /** The addresses that it claims. */
  readonly addresses?: readonly string[]
  /** Sender of the announcement. */
  readonly referer?: { readonly address: string }
}

/** Validates an announcement; null if it is not valid. @param own interfaces of this machine. Pure. */
export function foundServer(
  { port, txt, addresses = [], referer }: Announcement,
  own: readonly NetworkInterfaceInfo[],
): FoundServer | null {
  const host = reachable(addresses, referer?.address ?? '', own)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return null
  if (host === null || !Value.Check(AnnouncementText, txt)) return null
  return {
    name: cleanLine(txt.name).trim() || host,
    host,
    port,
    tls: txt.tls === 'yes',
    version: Number(txt.version),
    own: isLoopback(host) || own.some(({ address }) => address === withoutZone(host)),
  }
}

/**
 * The address to connect to: the sender of the announcement if the server claims it, or if it is a loopback address.
 * Otherwise a repeater in a router may have sent it, and a claimed address on a network of this machine is preferred.
 */
function reachable(addresses: readonly string[], sender: string, own: readonly NetworkInterfaceInfo[]): string | null {
  if (isLoopback(sender) || addresses.includes(withoutZone(sender))) return sender
  const v4 = addresses.filter((address) => isIPv4(address) && !isLoopback(address))
  const near = networksOf(own)
  const v6 = addresses.filter((address) => isIPv6(address) && !/^(fe80:|::1$)/i.test(address))
  return (
    v4.find((address) => near.check(address)) ??
    v4[0] ??
    v6[0] ??
    (isIPv4(sender) || /^fe80:.*%/i.test(sender) ? sender : null)
  )
}

function networksOf(own: readonly NetworkInterfaceInfo[]): BlockList {
  const networks = new BlockList()
  for (const { family, address, cidr } of own) {
    if (family === 'IPv4' && cidr) networks.addSubnet(address, Number(cidr.split('/')[1]))
  }
  return networks
}

/** An address without the zone of a link-local one, which an announcement cannot know. */
function withoutZone(address: string): string {
  return address.replace(/%.*$/, '')
}

function isLoopback(address: string): boolean {
  return isIPv4(address) && address.startsWith('127.')
}
