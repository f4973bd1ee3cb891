import type { Clock } from '../../lib/clock.ts'
import type { Settings } from '../settings/resolve-settings.ts'

/** `fine`; `note`: worth knowing, and not in the way; `wrong`: something will not work until it is mended. */
export type Status = 'fine' | 'note' | 'wrong'

/** What a check found. */
export interface Finding {
  readonly status: Status
  /** What is so. */
  readonly text: string
  /** What to do about it. */
  readonly advice?: string
}

/** What a check needs to know. */
export interface CheckContext {
  readonly settings: Settings
  readonly clock: Clock
}

/** One thing that is looked at. */
export interface Check {
  /** For scripts. */
  readonly name: string
  /** For people. */
  readonly title: string
  /** Never throws for what is wrong with the machine. It is not waited for longer than `doctor` has patience. */
  run(context: CheckContext): Promise<readonly Finding[]>
}
