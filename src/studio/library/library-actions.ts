import { basename, dirname } from 'node:path'
import { type Clock, systemClock } from '../../lib/clock.ts'
import { openerFor, openInBrowser, ownSurroundings, type Surroundings } from '../../lib/opener.ts'
import { cleanLine } from '../../lib/text.ts'
import type { Action } from '../../tui/action.ts'
import type { SceneControls } from '../../tui/action-scene.ts'
import { sceneActions } from '../../tui/shared-actions.ts'
import { trackOf } from '../edit/project.ts'
import type { Library } from './library.ts'
import type { Entry } from './library-entry.ts'
import { orders } from './sort-order.ts'
import { type LibraryState, type ListView, moved, reordered, without } from './state.ts'

/** The context of the list actions. */
export interface LibraryContext extends SceneControls {
  readonly library: Library
  readonly list: LibraryState
  /** Changes the view of the list. */
  setView(view: ListView): void
  /** Visible rows of the list. */
  readonly rows: number
  /** Opens a recording in the studio, on top of the list. */
  open(path: string): Promise<void>
  /** The key of an action; null when it has none. */
  keyOf(action: string): string | null
}

/** Prefix of the key settings: `keys.library.rename`. */
export const LIBRARY_SCOPE = 'library'
export const libraryGroups = ['Recording', 'List', 'Screen'] as const
type Row = Action<LibraryContext, LibraryState, (typeof libraryGroups)[number]>

/** All actions of the list of recordings. Keys, palette, help and docs are generated from this table. */
export const libraryActions: readonly Row[] = [
  {
    name: 'open',
    group: 'Recording',
    keys: ['enter'],
    help: 'open the recording in the studio',
    refusal: ({ selected }) => needsOne({ selected }) ?? (selected!.sound ? null : `cannot open: ${selected!.problem}`),
    run: ({ open, list }) => open(list.selected!.path),
  },
  {
    name: 'rename',
    group: 'Recording',
    argument: 'NAME',
    keys: ['r'],
    help: 'rename the recording with its edits and transcripts',
    refusal: needsOne,
    run: rename,
  },
  {
    name: 'delete',
    group: 'Recording',
    keys: ['d', 'delete'],
    help: 'move the recording to the trash',
    refusal: needsOne,
    run: remove,
  },
  {
    name: 'undelete',
    group: 'Recording',
    keys: ['u'],
    help: 'restore the last deleted recording',
    refusal: ({ deleted }) => (deleted ? null : 'nothing to restore; older deletions are in the trash of the desktop'),
    run: async ({ library, list: { view }, setView, show }) => {
      const path = await library.undoDelete()
      setView({ ...view, selected: path })
      show(`Restored ${basename(path)}.`)
    },
  },
  {
    name: 'folder',
    group: 'Recording',
    keys: ['o'],
    help: 'show the recording in the file manager, or print its folder',
    refusal: needsOne,
    run: async ({ list, show }) => show(await reveal(list.selected!, ownSurroundings(), systemClock)),
  },
  move('up', ['up', 'k'], 'select the previous recording', () => -1),
  move('down', ['down', 'j'], 'select the next recording', () => 1),
  move('page-up', ['pageup'], 'move up by a page', ({ rows }) => -rows),
  move('page-down', ['pagedown'], 'move down by a page', ({ rows }) => rows),
  move('first', ['home', 'g'], 'select the first recording', () => -Infinity),
  move('last', ['end', 'G'], 'select the last recording', () => Infinity),
  {
    name: 'filter',
    group: 'List',
    keys: ['/'],
    help: 'filter by name, room, people or date',
    run: ({ list, setView }) => setView({ ...list.view, typing: true }),
  },
  {
    name: 'sort',
    group: 'List',
    argument: `[${orders.join(' | ')}]`,
    keys: ['s'],
    help: 'sort by date, length or size',
    run: sort,
  },
  {
    name: 'reverse',
    group: 'List',
    keys: ['S'],
    help: 'reverse the order',
    run: ({ list: { view }, setView }) => setView({ ...view, reversed: !view.reversed }),
  },
  {
    name: 'reload',
    group: 'List',
    keys: ['f5', 'ctrl+r'],
    help: 'reload the folder',
    run: ({ library }) => library.load(),
  },
  ...sceneActions('Screen' as const),
  {
    name: 'leave',
    group: 'Screen',
    keys: ['q', 'escape', 'ctrl+c'],
    help: 'close the list',
    run: ({ leave }) => leave(),
  },
]

function needsOne({ selected }: Pick<LibraryState, 'selected'>): string | null {
  return selected ? null : 'no recording is selected'
}

function move(name: string, keys: readonly string[], help: string, by: (context: LibraryContext) => number): Row {
  const run = (context: LibraryContext) => {
    const { view, entries } = context.list
    context.setView(moved(view, entries, by(context)))
  }
  return { name, group: 'List', keys, help, run }
}

async function rename(context: LibraryContext, name: string): Promise<void> {
  const { list, library, ask, setView, show } = context
  const entry = list.selected!
  const own = trackOf(entry.path)
  if (!name) {
    ask('New name:', (answer) => rename({ ...context, list }, answer.trim()), { filled: own })
    return
  }
  const renamed = await library.rename(entry, name)
  setView({ ...list.view, selected: renamed.path })
  show(`Renamed to ${basename(renamed.path)}.`)
}

async function remove({ list, library, setView, show, keyOf }: LibraryContext): Promise<void> {
  const { view, entries, selected } = list
  const entry = selected!
  await library.delete(entry)
  setView(without(view, entries))
  const key = library.deleted === entry.path ? keyOf('undelete') : null
  const undo = key ? `; ${key} restores it` : ''
  show(`Moved ${basename(entry.path)} to the trash${undo}.`)
}

function sort({ list: { view }, setView, complain }: LibraryContext, order: string): void {
  const known = orders.find((one) => one === order.trim())
  if (order && !known) complain(`unknown order; sort by ${orders.join(', ')}`)
  else setView(reordered(view, known ?? null))
}

/**
 * Shows the folder of a recording in the file manager of the desktop, if there is one.
 * @returns a message with the path, which is all that is possible over SSH
 */
async function reveal({ path, kind }: Entry, here: Surroundings, clock: Clock): Promise<string> {
  const folder = kind === 'folder' ? path : dirname(path)
  const opener = openerFor(folder, here)
  const opened = opener !== null && (await openInBrowser(opener, clock))
  return opened ? `Opened ${cleanLine(folder)}.` : `The recording is in ${cleanLine(folder)}.`
}
