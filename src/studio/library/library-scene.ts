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
import { INITIAL_VIEW, indexOfSelected, type LibraryState, type ListView, moved, visibleEntries } from './state.ts'

/** Rows above the first recording. */
const TOP = 2
const WHEEL_ROWS = 3

export interface LibraryOptions {
  readonly clock: Clock
  readonly look: Look
  /** Keys from the settings. */
  readonly keys: KeySettings
  /** The record folder. */
  readonly folder: string
  /** Opens a recording in the studio, on top of the list. @throws Error with a message for the user */
  open(below: Pick<Surface, 'open'>, path: string): Promise<unknown>
}

/** The scene with the list of local recordings. */
export class LibraryScene {
  readonly #options: LibraryOptions
  readonly #library: Library
  readonly #scene: ActionScene<LibraryContext, LibraryState>
  readonly #bindings: Bindings
  #view: ListView = INITIAL_VIEW
  #cached: { of: readonly Entry[]; key: string; entries: readonly Entry[] } = { of: [], key: '', entries: [] }
  #size = { columns: 80, rows: 24 }
  #cursor: { x: number; y: number } | null = null

  /** @param below the scene or program underneath */
  constructor(below: Pick<Surface, 'open'>, options: LibraryOptions) {
    this.#options = options
    const { clock, look, keys, folder } = options
    this.#bindings = new Bindings(libraryActions, keys, LIBRARY_SCOPE)
    this.#library = new Library(folder, clock, () => this.#scene.changed(false))
    this.#scene = new ActionScene(below, clock, look, {
      actions: libraryActions,
      groups: libraryGroups,
      bindings: this.#bindings,
      intro: 'The recordings on this computer. Enter opens one in the studio, which never changes the recorded files.',
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
      cancel: () => this.#showAll(),
      uncovered: () => void this.#library.load(),
      closed: () => this.#library.close(),
    })
    void this.#library.load()
  }

  /** Cached: sorting and filtering thousands of entries is done only when they change. */
  get #entries(): readonly Entry[] {
    const { entries } = this.#library
    const { order, reversed, filter } = this.#view
    const key = [order, reversed, filter.text].join('\n')
    if (this.#cached.of !== entries || this.#cached.key !== key)
      this.#cached = { of: entries, key, entries: visibleEntries(entries, this.#view) }
    return this.#cached.entries
  }

  get #state(): LibraryState {
    const entries = this.#entries
    const selected = entries[indexOfSelected(entries, this.#view)] ?? null
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
      setView: (view) => this.#setView(view),
      rows: listRows(this.#size),
      keyOf: (action) => this.#bindings.keyOf(action),
      open: async (path) => {
        await this.#options.open(controls.surface, path)
      },
    }
  }

  #setView(view: ListView): void {
    this.#view = view
    this.#scene.changed(true)
  }

  /** While the filter has the focus, it takes all keys except those that move in the list. */
  #type(key: Key): boolean {
    if (!this.#view.typing) return false
    const id = keyId(key)
    const change = editOf(id)
    const filter = this.#view.filter
    if (id === 'enter') this.#setView({ ...this.#view, typing: false })
    else if (id === 'escape') this.#showAll()
    else if (change) this.#filterBy(edit(filter, change))
    else if (key.text !== '' && !key.ctrl && !key.alt) this.#filterBy(insert(filter, key.text))
    else return false
    return true
  }

  #filterBy(filter: InputLine): void {
    this.#setView({ ...this.#view, filter })
  }

  /** Clears the filter. @returns whether it was set or had the focus */
  #showAll(): boolean {
    const { typing, filter } = this.#view
    if (!typing && filter.text === '') return false
    this.#setView({ ...this.#view, typing: false, filter: EMPTY_INPUT })
    return true
  }

  /** A click selects a row, or opens the selected one. */
  #point({ kind, y }: Mouse): void {
    const { entries, selected } = this.#state
    if (kind === 'wheel-up' || kind === 'wheel-down') {
      this.#setView(moved(this.#view, entries, kind === 'wheel-up' ? -WHEEL_ROWS : WHEEL_ROWS))
    }
    const hit = kind === 'down' ? entriesOn(this.#picture, this.#size)[y - TOP] : undefined
    if (!hit) return
    if (hit === selected) this.#scene.run('open')
    else this.#setView({ ...this.#view, selected: hit.path })
  }
}
