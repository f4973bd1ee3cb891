import { cleanLine } from '../../lib/text.ts'
import { dateLabel } from './entry-labels.ts'
import type { Entry } from './library-entry.ts'

/** The sort orders of the list, each descending. */
export const orders = ['date', 'length', 'size'] as const
export type Order = (typeof orders)[number]

const measures: Readonly<Record<Order, (entry: Entry) => number>> = {
  date: ({ date }) => date,
  length: ({ seconds }) => seconds ?? -1,
  size: ({ bytes }) => bytes,
}

/** Sorts newest, longest or largest first; ties by name. Pure. */
export function sorted(entries: readonly Entry[], order: Order, reversed = false): Entry[] {
  const measure = measures[order]
  const sign = reversed ? -1 : 1
  return [...entries].sort(
    (a, b) => sign * (measure(b) - measure(a)) || (a.name < b.name ? -1 : Number(a.name > b.name)),
  )
}

/** Keeps entries with all words in their name, room, people, date or problem, ignoring case and accents. Pure. */
export function filtered(entries: readonly Entry[], text: string): readonly Entry[] {
  const words = plain(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return entries
  return entries.filter((entry) => {
    const { name, room, people, problem } = entry
    const all = plain([name, room, ...people, problem ?? '', dateLabel(entry)].join(' '))
    return words.every((word) => all.includes(word))
  })
}

function plain(text: string): string {
  return cleanLine(text).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
