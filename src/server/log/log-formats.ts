import { type Logger, pino } from 'pino'
import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import type { Log } from './log.ts'
import { type EventFields, type EventName, logEvents } from './log-events.ts'

/** Writes one line, given without its line end. */
type WriteLine = (line: string) => void

/** The text log, in the format of the original system. */
export class TextLog implements Log {
  readonly detailed: boolean
  readonly #out: WriteLine | null
  readonly #err: WriteLine

  /** @param out gets every event; null writes only warnings and errors, to `err`. */
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
    // The table ties the fields to the name, which the compiler cannot see through the union.
    const line = (text as (fields: EventFields<Name>) => string | null)(fields)
    if (line !== null) write(cleanLine(line))
  }
}

/** Characters that are legal in JSON but that a terminal or a line splitter would act on. */
const UNSAFE = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g

/** The JSON log: one object per line, with `time` (ISO 8601, UTC), `level`, `event` and the fields of the event. */
export class JsonLog implements Log {
  readonly detailed: boolean
  readonly #pino: Logger

  /** @param detailed whether every message is logged too. */
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
