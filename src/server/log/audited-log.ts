import type { Clock } from '../../lib/clock.ts'
import { diskReason } from '../../lib/disk-error.ts'
import { cleanLine } from '../../lib/text.ts'
import { TokenBucket } from '../limits/token-bucket.ts'
import type { Log } from './log.ts'
import { type EventFields, type EventName, logEvents } from './log-events.ts'
import { RotatingFile, type RotationLimits } from './rotating-file.ts'

export interface AuditOptions {
  /** The file; older ones are `PATH.1` and so on. */
  readonly path: string
  readonly clock: Clock
  /** What counts as one address. */
  readonly addressGroup: (address: string) => string
  readonly limits?: RotationLimits
}

/** At most 5 MB. */
const LIMITS: RotationLimits = { fileBytes: 1_000_000, files: 5, waiting: 1_000 }
/** Entries that clients of one address may cause at once and per second: nobody can rotate away those about others. */
const BURST = 60
const PER_SECOND = 0.5
/** Addresses for which that is counted. */
const MAX_ADDRESSES = 10_000
/** Characters that are kept of a text: more than any name or reason has. */
const LONGEST_TEXT = 500
/** ms between two reports that the file cannot be written. */
const REPORT_PAUSE = 60_000

/** The entries that one address may cause. */
interface Allowance {
  readonly bucket: TokenBucket
  /** Entries left out since the last one that was written. */
  omitted: number
}

/** The fields by which entries are counted. */
interface Actor {
  readonly address?: string | null
  readonly room?: string
  readonly as?: string
}

/**
 * Passes all events on to another log, and writes the audited ones to a file as well: one JSON object per line, with
 * `time` (ISO 8601, UTC), `pid` and `event`, then the fields of the event. All text is cleaned.
 */
export class AuditedLog implements Log {
  readonly #log: Log
  readonly #options: AuditOptions
  readonly #file: RotatingFile
  readonly #allowances = new Map<string, Allowance>()
  #reportedAt = -Infinity

  constructor(log: Log, options: AuditOptions) {
    const { path, limits = LIMITS } = options
    this.#log = log
    this.#options = options
    this.#file = new RotatingFile(path, limits, (error) => this.#report(diskReason(error)))
  }

  get detailed(): boolean {
    return this.#log.detailed
  }

  write<Name extends EventName>(name: Name, fields: EventFields<Name>): void {
    this.#log.write(name, fields)
    if (logEvents[name].audited) this.#audit(name, fields)
  }

  /** Resolves when all entries are written, or could not be. */
  flush(): Promise<void> {
    return this.#file.flush()
  }

  #audit(event: EventName, fields: object): void {
    const { clock } = this.#options
    const allowance = this.#allowanceOf(fields)
    if (allowance && !allowance.bucket.take(1, clock.now())) {
      allowance.omitted++
      return
    }
    const time = new Date(clock.date()).toISOString()
    const omitted = allowance && allowance.omitted > 0 ? { omitted_before: allowance.omitted } : {}
    if (allowance) allowance.omitted = 0
    const entry = cleaned({ time, pid: process.pid, event, ...fields, ...omitted })
    if (!this.#file.add(JSON.stringify(entry))) this.#report('the disk is too slow')
  }

  /** The allowance of an address, or of a room if the address is unknown; null for operators, console and server. */
  #allowanceOf({ address, room, as }: Actor): Allowance | null {
    if (as === 'operator' || as === 'console') return null
    const group = address ? this.#options.addressGroup(address) : room && `room ${room}`
    if (!group) return null
    let allowance = this.#allowances.get(group)
    if (!allowance) {
      const [oldest] = this.#allowances.keys()
      if (oldest !== undefined && this.#allowances.size >= MAX_ADDRESSES) this.#allowances.delete(oldest)
      allowance = { bucket: new TokenBucket(BURST, PER_SECOND), omitted: 0 }
      this.#allowances.set(group, allowance)
    }
    return allowance
  }

  #report(reason: string): void {
    const now = this.#options.clock.now()
    if (now - this.#reportedAt < REPORT_PAUSE) return
    this.#reportedAt = now
    this.#log.write('audit_failed', { path: this.#options.path, reason })
  }
}

/** A value with clean, short texts in place of those of the network. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return [...cleanLine(value)].slice(0, LONGEST_TEXT).join('')
  if (Array.isArray(value)) return value.map(cleaned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cleaned(one)]))
}
