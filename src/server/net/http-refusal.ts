import type { Socket } from 'node:net'
import type { Clock } from '../../lib/clock.ts'
import { lastAnswer } from '../../protocol/wire/last-answer.ts'

/** RFC 9110, section 15.5.22. */
const NO_PAGE = answer(
  ['426 Upgrade Required', 'Upgrade: parlor/1', 'Connection: Upgrade, close'],
  'This server has no web client; join with chat-client --ip ADDRESS --port PORT',
)

/** An answer of one sentence. */
function answer(headers: readonly string[], sentence: string): string {
  const body = `${sentence}\n`
  const type = ['Content-Type: text/plain; charset=utf-8', `Content-Length: ${Buffer.byteLength(body)}`]
  return [`HTTP/1.1 ${headers[0]}`, ...headers.slice(1), ...type, '', body].join('\r\n')
}

/** The answer while there are too many connections: RFC 9110, section 15.6.4. */
export function busyAnswer(sentence: string): string {
  return answer(['503 Service Unavailable', 'Retry-After: 1', 'Connection: close'], sentence)
}

/**
 * Answers an HTTP request with one sentence, whatever it asks for, and closes.
 * @param socket nothing has been read from it; the request is in its buffer
 */
export function refuseHttp(socket: Socket, clock: Clock, text: string = NO_PAGE): void {
  lastAnswer(socket, text, clock)
}
