import { EMPTY_INPUT, type InputLine } from '../../tui/input-line.ts'
import type { Entry } from './library-entry.ts'
import { filtered, type Order, orders, sorted } from './sort-order.ts'

/** How the list of recordings is looked at. */
export interface ListView {
  readonly order: Order
  readonly reversed: boolean
  readonly filter: InputLine
  /** Whether keys go to the filter. */
  readonly typing: boolean
  /** The path of the one that is chosen; null, or one that is not in the list, is the first. */
  readonly selected: string | null
}

export const INITIAL_VIEW: ListView = {
  order: 'date',
  reversed: false,
  filter: EMPTY_INPUT,
  typing: false,
  selected: null,
}

/** What actions on the list are allowed by. */
export interface LibraryState {
  readonly view: ListView
  /** What the filter lets through, in order. */
  readonly entries: readonly Entry[]
  readonly selected: Entry | null
  /** Where that was which was deleted last and can be brought back. */
  readonly deleted: string | null
}

/** The entries that are seen, in their order. Pure. */
export function entriesSeen(
  entries: readonly Entry[],
  { order, reversed, filter }: ListView,
): readonly Entry[] {
  return filtered(sorted(entries, order, reversed), filter.text)
}

/** The place of the chosen one in the list; -1 in an empty one. Pure. */
export function placeOf(entries: readonly Entry[], { selected }: ListView): number {
  const at = entries.findIndex(({ path }) => path === selected)
  return at < 0 ? Math.min(0, entries.length - 1) : at
}

/** Chooses another one, so many rows on; it stops at the ends. Pure. */
export function moved(view: ListView, entries: readonly Entry[], by: number): ListView {
  const at = Math.max(0, Math.min(entries.length - 1, placeOf(entries, view) + by))
  return { ...view, selected: entries[at]?.path ?? null }
}

/** Chooses the neighbour of one that goes. Pure. */
export function without(view: ListView, entries: readonly Entry[]): ListView {
  const at = placeOf(entries, view)
  return { ...view, selected: (entries[at + 1] ?? entries[at - 1])?.path ?? null }
}

/** Orders by something else; the next one where nothing is named. Pure. */
export function reordered(view: ListView, order: Order | null): ListView {
  const next = orders[(orders.indexOf(view.order) + 1) % orders.length]!
  return { ...view, order: order ?? next, reversed: false }
}
