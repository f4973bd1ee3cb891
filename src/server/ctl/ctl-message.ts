/** What goes over the ctl socket: a line of JSON each way, one question a connection. */
export interface CtlQuestion {
  readonly verb: string
  readonly args: readonly string[]
}

export type CtlReply =
  | { readonly ok: true; readonly lines: readonly string[]; readonly facts: object }
  | { readonly ok: false; readonly message: string }

/** Bytes of a question, which holds a chat text at most. */
export const LONGEST_QUESTION = 64 * 1024

/** The question in the first line of a text; null where there is none. */
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
