import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/**
 * The source of `src/protocol/unicode/unicode-tables.ts`: what the programs need of Unicode's data that JavaScript's
 * regular expressions do not have.
 */
export function tableModule(): string {
  const confusables = gunzipSync(bytesOf('confusables.txt.gz')).toString()
  const joining = bytesOf('joining.txt').toString()
  const classOf = (...values: string[]) => `'${characterClass(rangesOf(joining, values))}'`
  return [
    '// Generated from tools/unicode by `npm run tables`; do not edit. Data: Unicode License V3, tools/unicode/LICENSE-UNICODE.',
    '',
    '/**',
    ' * What looks like what (UTS #39, section 4): groups `TARGET=SOURCES`, separated by `;`. The code points of a target',
    ' * and its sources are in base 36 and separated by `,`; each source after the first is the distance from the one before.',
    ' */',
    'export const CONFUSABLES =',
    `  '${packed(confusables)}'`,
    '',
    '/** A class of characters after which U+200C and U+200D may stand (Canonical_Combining_Class 9). */',
    'export const VIRAMAS =',
    `  ${classOf('Canonical_Combining_Class=Virama')}`,
    '',
    '/** A class of letters that join with the next letter (Joining_Type D or L). */',
    'export const JOINING_NEXT =',
    `  ${classOf('Joining_Type=D', 'Joining_Type=L')}`,
    '',
    '/** A class of letters that join with the letter before (Joining_Type D or R). */',
    'export const JOINING_PREVIOUS =',
    `  ${classOf('Joining_Type=D', 'Joining_Type=R')}`,
    '',
  ].join('\n')
}

function bytesOf(name: string): Buffer {
  return readFileSync(new URL(name, import.meta.url))
}

/** The fields of each line of a file of the Unicode Character Database, without comments. */
function linesOf(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.split(';').map((field) => field.trim()))
}

function packed(confusables: string): string {
  const groups = new Map<string, number[]>()
  for (const [source = '', target = ''] of linesOf(confusables)) {
    const key = target
      .split(' ')
      .map((hex) => Number.parseInt(hex, 16).toString(36))
      .join(',')
    const group = groups.get(key) ?? []
    groups.set(key, [...group, Number.parseInt(source, 16)])
  }
  return [...groups].map(([target, sources]) => `${target}=${distances(sources)}`).join(';')
}

function distances(codePoints: readonly number[]): string {
  const sorted = codePoints.toSorted((a, b) => a - b)
  return sorted.map((one, i) => (one - (sorted[i - 1] ?? 0)).toString(36)).join(',')
}

function rangesOf(text: string, values: readonly string[]): [string, string][] {
  return linesOf(text)
    .filter(([, value = '']) => values.includes(value))
    .map(([range = '']) => {
      const [first = '', last = first] = range.split('..')
      return [first, last]
    })
}

function characterClass(ranges: readonly [string, string][]): string {
  const escaped = (hex: string) => `\\\\u{${hex}}`
  return ranges
    .map(([first, last]) => (first === last ? escaped(first) : `${escaped(first)}-${escaped(last)}`))
    .join('')
}
