import { type Logger, pino } from 'pino'
import type { Clock } from '../../lib/clock.ts'
import { stderr, stdout } from '../../lib/output.ts'
import { cleanLine, safeJson } from '../../lib/text.ts'
import type { Log } from './log.ts'
import { type EventFields, type EventName, logEvents } from './log-events.ts'

/** Writes one line, given without its line end. */
type WriteLine = (line: string) => void

/**
 * The log of a server that writes to the standard streams.
 * @param detailed whether every message is logged; the text log otherwise writes warnings and errors only
 */
export function logFor(format: 'text' | 'json', detailed: boolean, clock: Clock): Log {
  const out: WriteLine = (line) => stdout.line(line)
  if (format === 'json') return new JsonLog(out, clock, detailed)
  return new TextLog(detailed ? out : null, (line) => stderr.line(line))
}

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
      { write: (line: string) => write(safeJson(line.trimEnd())) },
    )
  }

  write<Name extends EventName>(name: Name, fields: EventFields<Name>): void {
    this.#pino[logEvents[name].level]({ event: name, ...fields })
  }
}
