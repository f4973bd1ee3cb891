import type { Duplex } from 'node:stream'
import type { Clock } from '../../lib/clock.ts'

/** ms for the client to read the answer and close. */
const LINGER = 1_000

/**
 * Sends a client the last bytes of a connection and closes it, at the latest after a second.
 * @param socket whose further bytes nobody reads
 */
export function lastAnswer(socket: Duplex, answer: string | Uint8Array, clock: Clock): void {
  const cancel = clock.after(LINGER, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.once('close', cancel)
  // The rest must be read: the end of the client's side would go unnoticed, and the connection stay open for ever; and
  // closing a socket with unread bytes resets it, so that the answer would be lost.
  socket.resume()
  socket.end(answer)
}

/** Refuses to upgrade an HTTP connection to a WebSocket. @param status such as `403 Forbidden` */
export function refuseUpgrade(socket: Duplex, status: string, clock: Clock): void {
  lastAnswer(socket, `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, clock)
}
