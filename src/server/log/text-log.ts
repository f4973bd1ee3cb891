import { cleanLine } from '../../lib/text.ts'
import type { Log } from './log.ts'
import { type EventFields, type EventName, logEvents } from './log-events.ts'

/** Writes one line; the text holds no line end. */
export type WriteLine = (line: string) => void

/** The log for people, in the form of the original system. */
export class TextLog implements Log {
  readonly detailed: boolean
  readonly #out: WriteLine | null
  readonly #err: WriteLine

  /** @param out takes all; null writes nothing but what is wrong, to `err`. */
  constructor(out: WriteLine | null, err: WriteLine) {
    this.detailed = out !== null
    this.#out = out
    this.#err = err
  }

  write<Name extends EventName>(name: Name, fields: EventFields<Name>): void {
    const { level, text } = logEvents[name]
    const wrong = level === 'warn' || level === 'error'
    const write = this.#out ?? (wrong ? this.#err : null)
    if (!write) return
    // The table ties the fields to the name, which the compiler cannot follow through the union.
    const line = (text as (fields: EventFields<Name>) => string | null)(fields)
    if (line !== null) write(cleanLine(line))
  }
}
