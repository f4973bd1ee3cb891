import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { endianness } from 'node:os'

const TABLE = '/proc/net/tcp'
const ESTABLISHED = '01'
const ROOT = 0

/**
 * Whether a connection from this machine was made by somebody else who uses it. Root, who may read everything, is
 * nobody else; nor is anybody where the client itself runs as root, or where the system does not say (it does on
 * Linux).
 */
export function isByAnotherUser(socket: Socket): boolean {
  const own = process.getuid?.() ?? ROOT
  if (own === ROOT) return false
  const owner = ownerOf(socket)
  return owner !== null && owner !== own && owner !== ROOT
}

/** The user id of whoever holds the other end of a connection over 127.0.0.1; null where that is not known. */
export function ownerOf(socket: Socket): number | null {
  const { remoteAddress, remotePort, localAddress, localPort } = socket
  if (!remoteAddress || !remotePort || !localAddress || !localPort) return null
  const [there, here] = [address(remoteAddress, remotePort), address(localAddress, localPort)]
  for (const line of readTable().split('\n')) {
    // proc_net_tcp(5): number, local, remote, state, queues, timer, retransmissions, user, ...
    const [, local, remote, state, , , , user] = line.trim().split(/\s+/)
    if (local === there && remote === here && state === ESTABLISHED) return Number(user)
  }
  return null
}

function readTable(): string {
  try {
    return readFileSync(TABLE, 'utf8')
  } catch {
    return ''
  }
}

/** An IPv4 address and port as the table has them: the bytes of the address as a number of this machine, in hex. */
function address(ip: string, port: number): string {
  const bytes = ip.split('.').map(Number)
  if (endianness() === 'LE') bytes.reverse()
  const hex = [
    ...bytes.map((byte) => byte.toString(16).padStart(2, '0')),
    ':',
    port.toString(16).padStart(4, '0'),
  ]
  return hex.join('').toUpperCase()
}
