import { type Logger, pino } from 'pino'
import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import type { Log } from './log.ts'
import { type EventFields, type EventName, logEvents } from './log-events.ts'

/** Writes one line; the text holds no line end. */
type WriteLine = (line: string) => void

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

/** What JSON lets stand and a terminal, or whatever splits lines, would obey. */
const UNSAFE = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g

/** The log for machines: an object a line, with `time` (ISO 8601, UTC), `level`, `event` and the fields of that. */
export class JsonLog implements Log {
  readonly detailed: boolean
  readonly #pino: Logger

  /** @param detailed whether each message is written, too. */
  constructor(write: WriteLine, clock: Clock, detailed: boolean) {
    this.detailed = detailed
    this.#pino = pino(
      {
        level: detailed ? 'debug' : 'info',
        base: null,
        timestamp: () => `,"time":"${new Date(clock.date()).toISOString()}"`,
        formatters: { level: (level) => ({ level }) },
      },
      { write: (line: string) => write(line.trimEnd().replace(UNSAFE, escaped)) },
    )
  }

  write<Name extends EventName>(name: Name, fields: EventFields<Name>): void {
    this.#pino[logEvents[name].level]({ event: name, ...fields })
  }
}

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}
