import type { Clock } from '../../lib/clock.ts'
import { ActionScene, type SceneControls } from '../../tui/action-scene.ts'
import { Bindings, type KeySettings } from '../../tui/bindings.ts'
import { EMPTY_INPUT, edit, type InputLine, insert } from '../../tui/input-line.ts'
import type { Look } from '../../tui/look.ts'
import { editOf } from '../../tui/overlay-keys.ts'
import type { Surface } from '../../tui/scene.ts'
import { type Key, keyId, type Mouse } from '../../tui/terminal/key.ts'
import { pathLabel } from './entry-labels.ts'
import { Library } from './library.ts'
import { LIBRARY_SCOPE, type LibraryContext, libraryActions, libraryGroups } from './library-actions.ts'
import type { Entry } from './library-entry.ts'
import { entriesOn, type LibraryPicture, listRows, presentLibrary } from './present-library.ts'
import { entriesSeen, INITIAL_VIEW, type LibraryState, type ListView, moved, placeOf } from './state.ts'

/** Rows above the first recording. */
const TOP = 2
const WHEEL_ROWS = 3

export interface LibraryOptions {
  readonly clock: Clock
  readonly look: Look
  /** Keys that the settings say. */
  readonly keys: KeySettings
  /** Where the recordings are. */
  readonly folder: string
  /** Opens one of them in the studio, above the list. @throws Error with a sentence for people */
  open(below: Pick<Surface, 'open'>, path: string): Promise<unknown>
}

/** The list of the recordings of this computer, as a scene of the terminal. */
export class LibraryScene {
  readonly #options: LibraryOptions
  readonly #library: Library
  readonly #scene: ActionScene<LibraryContext, LibraryState>
  readonly #bindings: Bindings
  #view: ListView = INITIAL_VIEW
  #seen: { of: readonly Entry[]; by: string; entries: readonly Entry[] } = { of: [], by: '', entries: [] }
  #size = { columns: 80, rows: 24 }
  #cursor: { x: number; y: number } | null = null

  /** @param below what it lies on */
  constructor(below: Pick<Surface, 'open'>, options: LibraryOptions) {
    this.#options = options
    const { clock, look, keys, folder } = options
    this.#bindings = new Bindings(libraryActions, keys, LIBRARY_SCOPE)
    this.#library = new Library(folder, clock, () => this.#scene.changed(false))
    this.#scene = new ActionScene(below, clock, look, {
      actions: libraryActions,
      groups: libraryGroups,
      bindings: this.#bindings,
      intro:
        'The recordings of this computer. Enter opens one in the studio; what is recorded is never changed there.',
      state: () => this.#state,
      context: (controls) => this.#context(controls),
      present: (grid, size, notice) => {
        this.#size = size
        const picture = this.#picture
        this.#library.waves.want(entriesOn(picture, size))
        this.#cursor = presentLibrary(grid, size, picture, notice, this.#bindings, look)
      },
      cursor: () => this.#cursor,
      point: (mouse) => this.#point(mouse),
      type: (key) => this.#type(key),
      paste: (text) => {
        if (this.#view.typing) this.#filterBy(insert(this.#view.filter, text))
      },
      giveUp: () => this.#showAll(),
      uncovered: () => void this.#library.load(),
      closed: () => this.#library.close(),
    })
    void this.#library.load()
  }

  /** Ordering and filtering thousands is done once for each time that they change. */
  get #entries(): readonly Entry[] {
    const { entries } = this.#library
    const { order, reversed, filter } = this.#view
    const by = [order, reversed, filter.text].join('\n')
    if (this.#seen.of !== entries || this.#seen.by !== by)
      this.#seen = { of: entries, by, entries: entriesSeen(entries, this.#view) }
    return this.#seen.entries
  }

  get #state(): LibraryState {
    const entries = this.#entries
    const selected = entries[placeOf(entries, this.#view)] ?? null
    return { view: this.#view, entries, selected, deleted: this.#library.deleted }
  }

  get #picture(): LibraryPicture {
    const { folder, entries, reading, problem, waves } = this.#library
    return {
      ...{ folder: pathLabel(folder), reading, problem, view: this.#view, total: entries.length },
      entries: this.#entries,
      wave: (entry) => waves.of(entry),
    }
  }

  #context(controls: SceneControls): LibraryContext {
    return {
      ...controls,
      library: this.#library,
      list: this.#state,
      look: (view) => this.#look(view),
      rows: listRows(this.#size),
      keyOf: (action) => this.#bindings.keyOf(action),
      open: async (path) => {
        await this.#options.open(controls.surface, path)
      },
    }
  }

  #look(view: ListView): void {
    this.#view = view
    this.#scene.changed(true)
  }

  /** Keys go to the filter while it is typed; those that move go to the list. */
  #type(key: Key): boolean {
    if (!this.#view.typing) return false
    const id = keyId(key)
    const change = editOf(id)
    const filter = this.#view.filter
    if (id === 'enter') this.#look({ ...this.#view, typing: false })
    else if (id === 'escape') this.#showAll()
    else if (change) this.#filterBy(edit(filter, change))
    else if (key.text !== '' && !key.ctrl && !key.alt) this.#filterBy(insert(filter, key.text))
    else return false
    return true
  }

  #filterBy(filter: InputLine): void {
    this.#look({ ...this.#view, filter })
  }

  /** @returns whether something was hidden, or being typed */
  #showAll(): boolean {
    const { typing, filter } = this.#view
    if (!typing && filter.text === '') return false
    this.#look({ ...this.#view, typing: false, filter: EMPTY_INPUT })
    return true
  }

  /** A click chooses a row, and opens the one that is chosen already. */
  #point({ kind, y }: Mouse): void {
    const { entries, selected } = this.#state
    if (kind === 'wheel-up' || kind === 'wheel-down') {
      this.#look(moved(this.#view, entries, kind === 'wheel-up' ? -WHEEL_ROWS : WHEEL_ROWS))
    }
    const hit = kind === 'down' ? entriesOn(this.#picture, this.#size)[y - TOP] : undefined
    if (!hit) return
    if (hit === selected) this.#scene.run('open')
    else this.#look({ ...this.#view, selected: hit.path })
  }
}
