/** A command on the control socket: one line of JSON per connection, answered by one line. */
export interface CtlQuestion {
  readonly verb: string
  readonly args: readonly string[]
}

/** The reply to a command; `lines` are for people, `facts` for scripts. */
export type CtlReply =
  | { readonly ok: true; readonly lines: readonly string[]; readonly facts: object }
  | { readonly ok: false; readonly message: string }

/** Maximum bytes of a command, whose longest argument is a chat message. */
export const LONGEST_QUESTION = 64 * 1024

/** Parses the command in the first line of a text; null when it is malformed. */
export function readQuestion(text: string): CtlQuestion | null {
  const [line = ''] = text.split('\n', 1)
  try {
    const { verb, args } = JSON.parse(line) as Partial<Record<string, unknown>>
    const words = Array.isArray(args) && args.every((arg) => typeof arg === 'string')
    return typeof verb === 'string' && words ? { verb, args } : null
  } catch {
    return null
  }
}
