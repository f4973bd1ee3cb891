import { cleanLabel } from '../../lib/text.ts'

/** Longest name shown, in code points. */
const MAX_LENGTH = 80

/** A name from the system, fit to be shown: one line, at most 80 code points, `unnamed` when nothing is left. */
export function cleanDeviceName(name: string): string {
  return cleanLabel(name, MAX_LENGTH) || 'unnamed'
}
