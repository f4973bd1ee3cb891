import { lstat, readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Clock } from '../../lib/clock.ts'
import { isThere } from '../../lib/folders.ts'
import { sleep } from '../../lib/timeout.ts'
import { EDITS_FILE } from '../edit/edits-file.ts'
import { editorOf } from '../model/edit-lock.ts'
import type { Entry } from './library-entry.ts'
import { renameRecording } from './rename.ts'
import { describe, scan } from './scan.ts'
import { Waves } from './thumbnails.ts'
import { type Deletion, moveToTrash } from './trash.ts'

/** The recordings of a folder: lists, renames, deletes and restores them. Call one operation at a time. */
export class Library {
  /** The record folder, absolute. */
  readonly folder: string
  readonly waves: Waves
  readonly #clock: Clock
  readonly #changed: () => void
  #entries: readonly Entry[] = []
  #reading = false
  #problem: string | null = null
  #deletion: Deletion | null = null
  #closed = false

  /** @param changed called when the list or a waveform changed */
  constructor(folder: string, clock: Clock, changed: () => void) {
    this.#clock = clock
    this.folder = resolve(folder)
    this.#changed = changed
    this.waves = new Waves(changed)
  }

  get entries(): readonly Entry[] {
    return this.#entries
  }

  /** Whether the folder is being read. */
  get reading(): boolean {
    return this.#reading
  }

  /** Why the folder cannot be read, or null. */
  get problem(): string | null {
    return this.#problem
  }

  /** Path of the last deleted recording that can be restored, or null. */
  get deleted(): string | null {
    return this.#deletion?.path ?? null
  }

  /** Reads or re-reads the folder. */
  async load(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    this.#problem = null
    const found: Entry[] = []
    const first = this.#entries.length === 0
    try {
      for await (const batch of scan(this.folder)) {
        if (this.#closed) return
        found.push(...batch)
        // On a reload, the old list stays visible until the new one is complete.
        if (first) this.#show([...found])
      }
    } catch (error) {
      this.#problem = `${this.folder} cannot be read: ${(error as Error).message}`
    }
    this.#reading = false
    this.#show(found)
  }

  /** Renames a recording. @returns the new entry @throws Error with a message for the user */
  async rename(entry: Entry, name: string): Promise<Entry> {
    await this.#refuseInUse(entry)
    const path = await renameRecording(entry, name)
    const beside = new Set(await readdir(dirname(path)))
    const renamed = await describe({ path, kind: entry.kind, isLink: false, beside }, this.folder)
    this.waves.renamed(entry, renamed)
    this.#show(this.#entries.map((one) => (one.path === entry.path ? renamed : one)))
    return renamed
  }

  /** Moves a recording to the trash. @throws Error with a message for the user */
  async delete(entry: Entry): Promise<void> {
    await this.#refuseInUse(entry)
    try {
      this.#deletion = await moveToTrash(entry)
    } finally {
      if (!(await isThere(entry.path))) this.#show(this.#entries.filter(({ path }) => path !== entry.path))
    }
  }

  /** Restores the last deleted recording. @returns its path @throws Error with a message for the user */
  async undoDelete(): Promise<string> {
    const deletion = this.#deletion
    if (!deletion) throw new Error('nothing to restore; older deletions are in the trash of the desktop')
    await deletion.undo()
    this.#deletion = null
    await this.load()
    return deletion.path
  }

  close(): void {
    this.#closed = true
    this.waves.close()
  }

  /** @throws Error with a message for the user if the recording is in use and cannot be moved */
  async #refuseInUse(entry: Entry): Promise<void> {
    const { path, kind, sound } = entry
    const holder = editorOf(kind === 'folder' ? join(path, EDITS_FILE) : `${path}.${EDITS_FILE}`)
    if (holder) throw new Error(`the recording is open in a studio (${holder}); close it first`)
    if (sound && (await isGrowing(sound, this.#clock))) {
      throw new Error('the recording is still running; stop it first')
    }
  }

  #show(entries: readonly Entry[]): void {
    this.#entries = entries
    if (!this.#closed) this.#changed()
  }
}

/** ms since the last write within which a file may still be recorded to. */
const FRESH = 2_000
/** ms between the two size checks that detect a growing file. */
const RECHECK = 600

async function isGrowing(path: string, clock: Clock): Promise<boolean> {
  const before = await lstat(path).catch(() => null)
  if (!before || clock.date() - before.mtimeMs > FRESH) return false
  await sleep(clock, RECHECK)
  const after = await lstat(path).catch(() => null)
  return after !== null && after.size !== before.size
}
