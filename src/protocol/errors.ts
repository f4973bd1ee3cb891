interface ErrorEntry {
  /** What went wrong and what to do, in one sentence. */
  readonly text: string
  /** Whether the server closes the connection after saying so. */
  readonly closes: 'always' | 'never' | 'when the framing is broken' | 'after too many refused messages'
}

/** Every code that an `error` message may carry. */
export const errors = {
  bad_message: {
    text: 'The message is not what the contract says; see docs/PROTOCOL.md',
    closes: 'when the framing is broken',
  },
  unknown_action: {
    text: 'There is no such action; see docs/PROTOCOL.md for those there are',
    closes: 'never',
  },
  unexpected_payload: { text: 'This action carries no payload', closes: 'never' },
  not_in_a_room: { text: 'Join a room first', closes: 'never' },
  bad_frame: {
    text: 'A voice frame holds exactly as many ms as `hello` tells, at the rate of the server',
    closes: 'never',
  },
  too_large: { text: 'The line or the payload is longer than the limit', closes: 'always' },
  too_fast: {
    text: 'You tell others too much at once; wait a moment',
    closes: 'after too many refused messages',
  },
  too_slow: { text: 'You read or acknowledge too slowly to keep up', closes: 'always' },
  timeout: { text: 'Nothing came for too long', closes: 'always' },
  limit: { text: 'The server holds as many of these as it may', closes: 'never' },
  not_allowed: { text: 'You may not do this', closes: 'never' },
  banned: { text: 'You are banned from this server', closes: 'always' },
  cannot_record: { text: 'The server cannot write recordings now', closes: 'never' },
  tls_wanted: {
    text: 'This server is encrypted: connect by TLS 1.3, with chat-client by --tls',
    closes: 'always',
  },
  no_such_user: { text: 'Nobody of that id is here', closes: 'never' },
  internal: { text: 'The server made a mistake; it was logged', closes: 'always' },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errors

/** A fault in what the other side sent, or in what we asked of it, that has a code of the contract. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ErrorCode
  /** Whether the connection ends with it. */
  readonly closes: boolean

  /** @param detail what exactly was wrong; the text of the table where left out. */
  constructor(code: ErrorCode, detail?: string, closes: boolean = errors[code].closes === 'always') {
    // It is no mistake of ours whose place matters, and where thousands come a second their stacks take the time.
    const depth = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    super(detail ?? errors[code].text)
    Error.stackTraceLimit = depth
    this.code = code
    this.closes = closes
  }
}

/** Broken framing: what follows cannot be told apart, so the connection is answered and closed. */
export function brokenFraming(detail: string): ProtocolError {
  return new ProtocolError('bad_message', detail, true)
}
