/** Longest name shown, in code points. */
const MAX_LENGTH = 80

/** A name from the system, fit to be shown: one line, no control or invisible characters, not too long. */
export function cleanDeviceName(name: string): string {
  const plain = name.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()
  return [...plain].slice(0, MAX_LENGTH).join('') || 'unnamed'
}
