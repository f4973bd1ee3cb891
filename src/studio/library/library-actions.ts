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

/** What the actions of the list are done with. */
export interface LibraryContext extends SceneControls {
  readonly library: Library
  readonly list: LibraryState
  /** Looks at the list in another way. */
  look(view: ListView): void
  /** Rows of the list that are seen. */
  readonly rows: number
  /** Opens a recording in the studio, above the list. */
  open(path: string): Promise<void>
  /** The key of an action; null where it has none. */
  keyOf(action: string): string | null
}

/** What the table is called in the settings: `keys.library.rename`. */
export const LIBRARY_SCOPE = 'library'
export const libraryGroups = ['Recording', 'List', 'Screen'] as const
type Row = Action<LibraryContext, LibraryState, (typeof libraryGroups)[number]>

/** Everything one can do in the list of recordings. Its keys, its palette, its help and the docs are made from it. */
export const libraryActions: readonly Row[] = [
  {
    name: 'open',
    group: 'Recording',
    keys: ['enter'],
    help: 'open it in the studio',
    refusal: ({ selected }) => needsOne({ selected }) ?? (selected!.sound ? null : `it ${selected!.problem}`),
    run: ({ open, list }) => open(list.selected!.path),
  },
  {
    name: 'rename',
    group: 'Recording',
    argument: 'NAME',
    keys: ['r'],
    help: 'give it another name; edits and transcripts go along',
    refusal: needsOne,
    run: rename,
  },
  {
    name: 'delete',
    group: 'Recording',
    keys: ['d', 'delete'],
    help: 'move it to the trash',
    refusal: needsOne,
    run: remove,
  },
  {
    name: 'undelete',
    group: 'Recording',
    keys: ['u'],
    help: 'bring back what was deleted last',
    refusal: ({ deleted }) => (deleted ? null : 'nothing was deleted here; the trash has what is older'),
    run: async ({ library, list: { view }, look: poll, show }) => {
      const path = await library.undoDelete()
      poll({ ...view, selected: path })
      show(`${basename(path)} is back.`)
    },
  },
  {
    name: 'folder',
    group: 'Recording',
    keys: ['o'],
    help: 'show it in the file manager, or tell where it is',
    refusal: needsOne,
    run: async ({ list, show }) => show(await reveal(list.selected!, ownSurroundings(), systemClock)),
  },
  move('up', ['up', 'k'], 'choose the one above', () => -1),
  move('down', ['down', 'j'], 'choose the one below', () => 1),
  move('page-up', ['pageup'], 'go up by what is seen', ({ rows }) => -rows),
  move('page-down', ['pagedown'], 'go down by what is seen', ({ rows }) => rows),
  move('first', ['home', 'g'], 'choose the first', () => -Infinity),
  move('last', ['end', 'G'], 'choose the last', () => Infinity),
  {
    name: 'filter',
    group: 'List',
    keys: ['/'],
    help: 'show only those whose name, room, people or date hold what you type',
    run: ({ list, look: poll }) => poll({ ...list.view, typing: true }),
  },
  {
    name: 'sort',
    group: 'List',
    argument: `[${orders.join(' | ')}]`,
    keys: ['s'],
    help: 'order by date, length or size',
    run: sort,
  },
  {
    name: 'reverse',
    group: 'List',
    keys: ['S'],
    help: 'turn the order round',
    run: ({ list: { view }, look: poll }) => poll({ ...view, reversed: !view.reversed }),
  },
  {
    name: 'reload',
    group: 'List',
    keys: ['f5', 'ctrl+r'],
    help: 'read the folder anew',
    run: ({ library }) => library.load(),
  },
  ...sceneActions('Screen' as const),
  {
    name: 'leave',
    group: 'Screen',
    keys: ['q', 'escape', 'ctrl+c'],
    help: 'leave the list',
    run: ({ leave }) => leave(),
  },
]

function needsOne({ selected }: Pick<LibraryState, 'selected'>): string | null {
  return selected ? null : 'there is no recording here to do it with'
}

function move(
  name: string,
  keys: readonly string[],
  help: string,
  by: (context: LibraryContext) => number,
): Row {
  const run = (context: LibraryContext) => {
    const { view, entries } = context.list
    context.look(moved(view, entries, by(context)))
  }
  return { name, group: 'List', keys, help, run }
}

async function rename(context: LibraryContext, name: string): Promise<void> {
  const { list, library, ask, look: poll, show } = context
  const entry = list.selected!
  const own = trackOf(entry.path)
  if (!name) {
    ask('What is it to be called?', (answer) => rename({ ...context, list }, answer.trim()), { filled: own })
    return
  }
  const renamed = await library.rename(entry, name)
  poll({ ...list.view, selected: renamed.path })
  show(`It is called ${basename(renamed.path)} now.`)
}

async function remove({ list, library, look: poll, show, keyOf }: LibraryContext): Promise<void> {
  const { view, entries, selected } = list
  const entry = selected!
  await library.delete(entry)
  poll(without(view, entries))
  const key = library.deleted === entry.path ? keyOf('undelete') : null
  const back = key ? `; ${key} brings it back` : ''
  show(`${basename(entry.path)} is in the trash${back}.`)
}

function sort({ list: { view }, look: poll, complain }: LibraryContext, order: string): void {
  const known = orders.find((one) => one === order.trim())
  if (order && !known) complain(`it can be ordered by ${orders.join(', ')}`)
  else poll(reordered(view, known ?? null))
}

/**
 * Shows the folder of a recording in the file manager of the desktop.
 * @returns what to tell the person: where it is, in any case, for over SSH and without a desktop that is all
 */
async function reveal({ path, kind }: Entry, here: Surroundings, clock: Clock): Promise<string> {
  const folder = kind === 'folder' ? path : dirname(path)
  const opener = openerFor(folder, here)
  const opened = opener !== null && (await openInBrowser(opener, clock))
  return opened ? `Opened ${cleanLine(folder)}.` : `It is in ${cleanLine(folder)}.`
}
