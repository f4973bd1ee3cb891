import { EMPTY_INPUT, type InputLine } from '../../tui/input-line.ts'
import type { Entry } from './library-entry.ts'
import { filtered, type Order, orders, sorted } from './sort-order.ts'

/** The view of the list of recordings. */
export interface ListView {
  readonly order: Order
  readonly reversed: boolean
  readonly filter: InputLine
  /** Whether the filter has the focus. */
  readonly typing: boolean
  /** Path of the selected entry; null or an unknown path selects the first. */
  readonly selected: string | null
}

export const INITIAL_VIEW: ListView = {
  order: 'date',
  reversed: false,
  filter: EMPTY_INPUT,
  typing: false,
  selected: null,
}

/** The state that decides which list actions are available. */
export interface LibraryState {
  readonly view: ListView
  /** The filtered entries, in order. */
  readonly entries: readonly Entry[]
  readonly selected: Entry | null
  /** Original path of the last deleted recording that can be restored, or null. */
  readonly deleted: string | null
}

/** The filtered and sorted entries. Pure. */
export function visibleEntries(entries: readonly Entry[], { order, reversed, filter }: ListView): readonly Entry[] {
  return filtered(sorted(entries, order, reversed), filter.text)
}

/** The index of the selected entry; -1 in an empty list. Pure. */
export function indexOfSelected(entries: readonly Entry[], { selected }: ListView): number {
  const at = entries.findIndex(({ path }) => path === selected)
  return at < 0 ? Math.min(0, entries.length - 1) : at
}

/** Moves the selection by a number of rows, up to the ends. Pure. */
export function moved(view: ListView, entries: readonly Entry[], by: number): ListView {
  const at = Math.max(0, Math.min(entries.length - 1, indexOfSelected(entries, view) + by))
  return { ...view, selected: entries[at]?.path ?? null }
}

/** Selects the neighbour of the selected entry, which is about to be removed. Pure. */
export function without(view: ListView, entries: readonly Entry[]): ListView {
  const at = indexOfSelected(entries, view)
  return { ...view, selected: (entries[at + 1] ?? entries[at - 1])?.path ?? null }
}

/** Changes the sort order; null selects the next one. Pure. */
export function reordered(view: ListView, order: Order | null): ListView {
  const next = orders[(orders.indexOf(view.order) + 1) % orders.length]!
  return { ...view, order: order ?? next, reversed: false }
}
