/** What `chat-client` ends with, and what it means. */
export const exitCodes = {
  ok: 0,
  /** A mistake of the program's own. */
  internal: 1,
  /** `doctor` found something wrong, or somebody stopped what takes long. */
  unwell: 1,
  usage: 2,
  cannotConnect: 3,
  refused: 4,
  connectionLost: 5,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends the program with a sentence for the user. */
export class Exit extends Error {
  override readonly name = 'Exit'
  readonly code: ExitCode

  constructor(code: ExitCode, message: string) {
    super(message)
    this.code = code
  }
}
