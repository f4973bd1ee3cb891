/** Bytes per unit. */
const BINARY = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 }
const DECIMAL = { kB: 1_000, MB: 1e6, GB: 1e9, TB: 1e12 }
const UNITS: Readonly<Record<string, number>> = { B: 1, ...BINARY, ...DECIMAL }

/** A number of bytes for people, in the largest unit that it reaches: `16 GiB`, `1 GB`, `1.5 MiB`. */
export function sizeText(bytes: number): string {
  const isRound = bytes >= 1_000 && bytes % 1_000 === 0
  const [unit, size] = Object.entries(isRound ? DECIMAL : BINARY).findLast(([, one]) => bytes >= one) ?? ['B', 1]
  const number = bytes / size
  return `${Number.isInteger(number) ? number : number.toFixed(1)} ${unit}`
}

/**
 * Parses a number of bytes.
 * @param number decimal digits, with a point
 * @param unit as of `sizeText`; '' for bytes
 * @returns NaN for an unknown unit, or a number that is none
 */
export function readSize(number: string, unit: string): number {
  const size = Object.hasOwn(UNITS, unit || 'B') ? UNITS[unit || 'B']! : Number.NaN
  return Math.round(Number(number) * size)
}
