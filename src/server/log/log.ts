import type { EventFields, EventName } from './log-events.ts'

/** The log of the server: one line per event, whatever characters the names in it have. */
export interface Log {
  /** Whether every message is logged; where not, callers skip the work of formatting them. */
  readonly detailed: boolean
  write<Name extends EventName>(name: Name, fields: EventFields<Name>): void
}

/** Formats an error for the log, with its stack trace where it has one. */
export function faultText(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
}
