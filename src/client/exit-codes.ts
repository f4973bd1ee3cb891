/** Exit codes of `chat-client`. */
export const exitCodes = {
  ok: 0,
  /** A bug in the program. */
  internal: 1,
  /** `doctor` found a problem, or a long operation was interrupted. */
  unwell: 1,
  usage: 2,
  cannotConnect: 3,
  refused: 4,
  connectionLost: 5,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends the program with an exit code and a message for the user. */
export class Exit extends Error {
  override readonly name = 'Exit'
  readonly code: ExitCode

  constructor(code: ExitCode, message: string) {
    super(message)
    this.code = code
  }
}
