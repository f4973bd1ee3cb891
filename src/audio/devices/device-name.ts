import { cleanLabel } from '../../lib/text.ts'

/** Maximum length of a name, in code points. */
const MAX_LENGTH = 80

/** Sanitizes a name from the system for display: one line, at most 80 code points; `unnamed` if nothing is left. */
export function cleanDeviceName(name: string): string {
  return cleanLabel(name, MAX_LENGTH) || 'unnamed'
}
