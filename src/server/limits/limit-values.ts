import { readSize, sizeText } from '../../lib/size-text.ts'
import { type Limits, limits } from '../../protocol/limits.ts'
import { type LimitName, type LimitRow, limitNames, limitTable } from './limit-table.ts'

/** The unit of a value on the command line: how it is written, and its size in the unit of `limits`. */
interface Unit {
  readonly text: string
  /** ms or bytes per unit. */
  readonly size: number
  readonly whole: boolean
}

const units = {
  count: { text: '', size: 1, whole: true },
  times: { text: '', size: 1, whole: false },
  s: { text: 's', size: 1_000, whole: false },
  ms: { text: 'ms', size: 1, whole: true },
  min: { text: 'min', size: 60_000, whole: false },
  percent: { text: '%', size: 1, whole: false },
  KiB: { text: 'KiB', size: 1_024, whole: false },
  /** Written as `16 GiB`, `1 GB` or a number of bytes. */
  bytes: { text: 'bytes', size: 1, whole: true },
} as const satisfies Record<LimitRow['unit'], Unit>

/** Formats the value of a limit for people: `5 s`. */
export function limitText(name: LimitName, value: number): string {
  const { unit } = limitTable[name]
  if (unit === 'bytes') return sizeText(value)
  const { text, size } = units[unit]
  return `${value / size} ${text}`.trimEnd()
}

/** Formats the range of a limit: `from 0.5 to 600 s`. */
export function limitRange(name: LimitName): string {
  const { min, max, unit } = limitTable[name]
  if (unit === 'bytes') return `from ${sizeText(min)} to ${sizeText(max)}`
  return `from ${min} to ${max} ${units[unit].text}`.trimEnd()
}

/** Returns a line of help per limit. */
export function limitLines(): string[] {
  const width = Math.max(...limitNames.map((name) => name.length)) + 2
  return limitNames.map((name) => {
    const { key, doc } = limitTable[name]
    const value = `default ${limitText(name, limits[key])}, ${limitRange(name)}`
    return `${name.padEnd(width)}${doc} (${value})`
  })
}

/**
 * Parses `NAME=VALUE`, with or without the unit at the end.
 * @returns the limit in the unit of `Limits` (ms or bytes), as a part of it.
 * @throws RangeError with a sentence for the user.
 */
export function readLimit(text: string): Partial<Limits> {
  const [, name = '', value = '', suffix = ''] = /^([a-z-]+)=([\d.]+) ?([A-Za-z%]*)$/.exec(text.trim()) ?? []
  if (!isLimitName(name)) {
    throw new RangeError(`Use NAME=VALUE, where NAME is one of ${limitNames.join(', ')}.`)
  }
  const { key, min, max, unit } = limitTable[name]
  const { text: written, size, whole } = units[unit]
  const number = unit === 'bytes' ? readSize(value, suffix) : Number(value)
  const fits = number >= min && number <= max && (Number.isInteger(number) || !whole)
  if (!fits || (unit !== 'bytes' && suffix !== '' && suffix !== written)) {
    throw new RangeError(`${name} must be a ${whole ? 'whole ' : ''}number ${limitRange(name)}.`)
  }
  return { [key]: number * size }
}

function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(limitTable, name)
}
