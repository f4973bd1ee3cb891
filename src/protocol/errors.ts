export interface ErrorEntry {
  /** What failed, then what to do. One sentence for a person, without a full stop. */
  readonly text: string
  /** When the server closes the connection after sending the error. */
  readonly closes:
    | 'always'
    | 'never'
    | 'when the framing is broken'
    | 'after too many refused messages'
    | 'unless it refuses a secret'
  /**
   * Whether the closed connection counts as lost, so that its session can be resumed: the client did nothing wrong. Otherwise
   * the session ends with the connection.
   */
  readonly lost?: true
}

/** Every code that an `error` message may carry, with its default text. */
export const errors = {
  bad_message: { text: 'Malformed message; see docs/PROTOCOL.md', closes: 'when the framing is broken' },
  unknown_action: { text: 'Unknown action; see docs/PROTOCOL.md for the list', closes: 'never' },
  unexpected_payload: { text: 'This action does not take a payload', closes: 'never' },
  not_in_a_room: { text: 'Join a room first', closes: 'never' },
  bad_frame: {
    text: 'Wrong length of a voice frame; use `frame_ms` and `sample_rate` of the `hello` reply',
    closes: 'never',
  },
  too_large: { text: 'Line or payload exceeds the size limit', closes: 'always' },
  too_fast: { text: 'Sending too fast; wait a moment', closes: 'after too many refused messages' },
  too_slow: { text: 'Reading or acknowledging too slowly', closes: 'always', lost: true },
  timeout: { text: 'Timed out waiting for a message', closes: 'always', lost: true },
  limit: { text: 'A limit of the server is reached; try again later', closes: 'never' },
  not_allowed: { text: 'Permission denied', closes: 'never' },
  banned: { text: 'You are banned from this server', closes: 'always' },
  cannot_record: { text: 'The server cannot write recordings at the moment', closes: 'never' },
  not_ready: { text: 'The server is still completing this recording; try again in a moment', closes: 'never' },
  tls_wanted: {
    text: 'This server requires TLS 1.3; with chat-client, connect with --tls',
    closes: 'unless it refuses a secret',
  },
  unavailable: { text: 'The server cannot read or store this at the moment; try again later', closes: 'never' },
  no_such_call: { text: 'No such call, or it has ended', closes: 'never' },
  no_such_user: { text: 'No user with this id', closes: 'never' },
  internal: { text: 'Internal server error; details are in its log', closes: 'always', lost: true },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errors

const table: Readonly<Record<ErrorCode, ErrorEntry>> = errors

/** An error of the wire contract: the other side sent something invalid, or refused what was asked of it. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ErrorCode
  /** Whether the connection is closed after the error is sent. */
  readonly closes: boolean
  /** Whether the session of a connection that this error closes can be resumed. */
  readonly resumable: boolean

  /**
   * @param detail what exactly is wrong; default: the text of the table
   * @param closes whether to close the connection; default: only if the table says `always`
   * @param resumable whether the connection then counts as lost; default: as the table says
   */
  constructor(
    code: ErrorCode,
    detail?: string,
    closes: boolean = table[code].closes === 'always',
    resumable: boolean = table[code].lost ?? false,
  ) {
    // No stack trace: the fault is not in this program, and a flood of bad messages would spend its time on traces.
    const depth = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    super(detail ?? errors[code].text)
    Error.stackTraceLimit = depth
    this.code = code
    this.closes = closes
    this.resumable = resumable
  }
}

/** A `bad_message` that closes: after broken framing, message boundaries cannot be found again. */
export function brokenFraming(detail: string): ProtocolError {
  return new ProtocolError('bad_message', detail, true)
}

/** The connection ended within a message: it was cut, and the rest of the message is lost. */
export function cutShort(): ProtocolError {
  return new ProtocolError('bad_message', 'The connection ended within a message', true, true)
}

/** Codes after which the same request may succeed later, without a change by the user. */
const temporary: ReadonlySet<ErrorCode> = new Set(['too_fast', 'too_slow', 'timeout', 'limit', 'internal'])

/** Whether what was refused may be tried again later. */
export function isTemporary({ code }: ProtocolError): boolean {
  return temporary.has(code)
}
