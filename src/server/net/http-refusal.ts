import type { Socket } from 'node:net'
import type { Clock } from '../../lib/clock.ts'

/** ms for the client to read the answer and close. */
const LINGER = 1_000
const SENTENCE = 'This server has no web client; join with chat-client --ip ADDRESS --port PORT\n'
/** RFC 9110, section 15.5.22. */
const ANSWER = [
  'HTTP/1.1 426 Upgrade Required',
  'Upgrade: parlor/1',
  'Connection: Upgrade, close',
  'Content-Type: text/plain; charset=utf-8',
  `Content-Length: ${SENTENCE.length}`,
  '',
  SENTENCE,
].join('\r\n')

/**
 * Answers an HTTP request with one sentence, whatever it asks for, and closes.
 * @param socket nothing has been read from it; the request is in its buffer
 */
export function refuseHttp(socket: Socket, clock: Clock): void {
  const cancel = clock.after(LINGER, () => socket.destroy())
  socket.on('error', () => {})
  socket.once('close', cancel)
  // The rest must be read: closing a socket with unread bytes resets it, and the answer would be lost.
  socket.resume()
  socket.end(ANSWER)
}
