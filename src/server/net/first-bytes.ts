import type { Socket } from 'node:net'
import type { Cancel } from '../../lib/clock.ts'

/** What a connection speaks: TLS, HTTP, or the JSON lines of the contract. */
export type Protocol = 'tls' | 'http' | 'lines'

/** The first byte of a TLS connection: a handshake record (RFC 8446, section 5.1). No JSON and no method starts with it. */
const HANDSHAKE_RECORD = 0x16
/** How a request line begins (RFC 9112, section 3): the method and a blank. */
const METHODS = ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'].map((method) => Buffer.from(`${method} `))

/** What a connection that starts with these bytes speaks; null while that is undecided. Pure. */
export function protocolOf(bytes: Uint8Array): Protocol | null {
  if (bytes.length === 0) return null
  if (bytes[0] === HANDSHAKE_RECORD) return 'tls'
  const methods = METHODS.filter((method) => {
    const length = Math.min(method.length, bytes.length)
    return method.subarray(0, length).equals(bytes.subarray(0, length))
  })
  if (methods.length === 0) return 'lines'
  return methods.some((method) => method.length <= bytes.length) ? 'http' : null
}

/**
 * Waits for the first bytes of a socket from which nothing has been read, and puts them back. A client that ends its
 * sending side before they are decided speaks the contract.
 *
 * @param decided called once, unless the socket closes before
 * @returns stops waiting, and puts back what was read
 */
export function readFirstBytes(socket: Socket, decided: (protocol: Protocol) => void): Cancel {
  let bytes: Buffer = Buffer.alloc(0)
  const stop = () => {
    socket.off('readable', read)
    if (bytes.length > 0) socket.unshift(bytes)
    bytes = Buffer.alloc(0)
  }
  const read = () => {
    const chunk: Buffer | null = socket.read()
    if (chunk) bytes = Buffer.concat([bytes, chunk])
    const protocol = protocolOf(bytes) ?? (chunk ? null : 'lines')
    if (protocol === null) return
    stop()
    decided(protocol)
  }
  socket.on('readable', read)
  return stop
}
