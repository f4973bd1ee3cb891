const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const
/** Longest time that a timer of Node can hold. */
const MAX_DURATION = 2 ** 31 - 1

/**
 * Reads a duration such as `30s`, `5m` or `1h`.
 * @returns ms
 * @throws Error that says what it must be
 */
export function readDuration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text) ?? []
  const ms = Number(amount) * UNITS[unit as keyof typeof UNITS]
  if (ms > 0 && ms <= MAX_DURATION) return ms
  throw new Error('It must be a number and a unit, such as 30s, 5m or 1h (24 days at most).')
}
