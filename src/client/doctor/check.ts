import type { Clock } from '../../lib/clock.ts'
import type { Settings } from '../settings/resolve-settings.ts'

/** `fine`; `note`: worth knowing, nothing to fix; `wrong`: something will not work until it is fixed. */
export type Status = 'fine' | 'note' | 'wrong'

/** The result of a check. */
export interface Finding {
  readonly status: Status
  /** What was found. */
  readonly text: string
  /** How to fix it. */
  readonly advice?: string
}

/** The input of a check. */
export interface CheckContext {
  readonly settings: Settings
  readonly clock: Clock
}

/** One check of `chat-client doctor`. */
export interface Check {
  /** Name in JSON. */
  readonly name: string
  /** Name in plain lines. */
  readonly title: string
  /** Runs the check. Throws only for a bug; problems of the machine are findings. Limited to 20 s by `examine`. */
  run(context: CheckContext): Promise<readonly Finding[]>
}
