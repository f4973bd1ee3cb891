import { type Duplex, duplexPair } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'

/** Turns of the event loop in which everything in memory has arrived. */
const TURNS = 8

/** A connection in memory: the end that is given to a server, and what the server wrote to it. */
export interface InMemorySocket {
  /** With the properties of a socket that servers ask for. */
  readonly near: Duplex
  readonly far: Duplex
  /** What the server wrote, with a character for each byte. */
  written(): string
  /** Whether the server has closed it, or ended its side. */
  readonly ended: boolean
}

/** @param address of the client, as the server sees it */
export function inMemorySocket(address = '192.0.2.7'): InMemorySocket {
  const [near, far] = duplexPair({ allowHalfOpen: true })
  Object.assign(near, {
    ...{ remoteAddress: address, remotePort: 50_000, localAddress: '192.0.2.1', localPort: 12_345 },
    ...{ setTimeout: () => near, setNoDelay: () => near, setKeepAlive: () => near, ref: () => near, unref: () => near },
  })
  let text = ''
  let ended = false
  far.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1')
  })
  far.on('end', () => {
    ended = true
  })
  far.on('close', () => {
    ended = true
  })
  near.on('close', () => {
    ended = true
  })
  far.on('error', () => {})
  return {
    near,
    far,
    written: () => text,
    get ended() {
      return ended
    },
  }
}

/** Sends pieces one after another, as long as the other side takes them. */
export async function sendPieces(to: Duplex, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    if (!to.writable) return
    to.write(piece)
    await settle()
  }
}

export async function settle(turns = TURNS): Promise<void> {
  for (let i = 0; i < turns; i++) await turn()
}

/** Messages of a WebSocket as its client sends them (RFC 6455, section 5.2), masked with zeros. */
export function clientFrame(opcode: number, payload: Buffer, isLast = true): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = (isLast ? 0x80 : 0) | opcode
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, Buffer.alloc(4), payload])
}

const OPCODES: Readonly<Record<string, number>> = { t: 1, b: 2, x: 8, p: 9, q: 10 }

/**
 * The bytes of a piece on a WebSocket, by its first letter: `t`ext, `b`inary, `x` for close, `p`ing, `q` for pong, a `f`irst
 * part of a message, its `c`ontinuation, and anything else as it is.
 */
export function webSocketBytes(piece: Buffer): Buffer {
  const kind = String.fromCharCode(piece[0] ?? 0)
  const rest = piece.subarray(1)
  if (kind === 'f') return clientFrame(2, rest, false)
  if (kind === 'c') return clientFrame(0, rest)
  const opcode = OPCODES[kind]
  return opcode === undefined ? rest : clientFrame(opcode, rest)
}
