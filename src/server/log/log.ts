import type { EventFields, EventName } from './log-events.ts'

/** Where the server writes what happens, one event a line whatever the names in it hold. */
export interface Log {
  /** Whether each message is written: what is costly to put together need not be where none are. */
  readonly detailed: boolean
  write<Name extends EventName>(name: Name, fields: EventFields<Name>): void
}

/** A fault as a log tells it, with its stack where it has one. */
export function faultText(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
}
