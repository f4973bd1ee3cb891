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

/** The recordings of this computer, and what can be done with them as a whole. Only one thing is done at a time. */
export class Library {
  /** Where they are. */
  readonly folder: string
  readonly waves: Waves
  readonly #clock: Clock
  readonly #changed: () => void
  #entries: readonly Entry[] = []
  #reading = false
  #problem: string | null = null
  #deletion: Deletion | null = null
  #closed = false

  /** @param changed is told when there is something else to be seen */
  constructor(folder: string, clock: Clock, changed: () => void) {
    this.#clock = clock
    this.folder = resolve(folder)
    this.#changed = changed
    this.waves = new Waves(changed)
  }

  get entries(): readonly Entry[] {
    return this.#entries
  }

  /** Whether more may be found yet. */
  get reading(): boolean {
    return this.#reading
  }

  /** Why the folder cannot be read; null where it can. */
  get problem(): string | null {
    return this.#problem
  }

  /** What was deleted last and can be taken back, by its path; null where there is nothing. */
  get deleted(): string | null {
    return this.#deletion?.path ?? null
  }

  /** Reads all of them, anew where they were read before. */
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
        // What is there already stays to be seen until all is read anew.
        if (first) this.#show([...found])
      }
    } catch (error) {
      this.#problem = `${this.folder} cannot be read: ${(error as Error).message}`
    }
    this.#reading = false
    this.#show(found)
  }

  /** Gives one another name. @returns it with that @throws Error with a sentence for people */
  async rename(entry: Entry, name: string): Promise<Entry> {
    await this.#refuseInUse(entry)
    const path = await renameRecording(entry, name)
    const beside = new Set(await readdir(dirname(path)))
    const renamed = await describe({ path, kind: entry.kind, isLink: false, beside }, this.folder)
    this.waves.renamed(entry, renamed)
    this.#show(this.#entries.map((one) => (one.path === entry.path ? renamed : one)))
    return renamed
  }

  /** Moves one into the trash. @throws Error with a sentence for people */
  async delete(entry: Entry): Promise<void> {
    await this.#refuseInUse(entry)
    try {
      this.#deletion = await moveToTrash(entry)
    } finally {
      if (!(await isThere(entry.path))) this.#show(this.#entries.filter(({ path }) => path !== entry.path))
    }
  }

  /** Brings back what was deleted last. @returns its path @throws Error with a sentence for people */
  async undoDelete(): Promise<string> {
    const deletion = this.#deletion
    if (!deletion)
      throw new Error('there is nothing to bring back; the trash of the desktop has what is older')
    await deletion.undo()
    this.#deletion = null
    await this.load()
    return deletion.path
  }

  close(): void {
    this.#closed = true
    this.waves.close()
  }

  async #refuseInUse(entry: Entry): Promise<void> {
    const why = await whyInUse(entry, this.#clock)
    if (why) throw new Error(why)
  }

  #show(entries: readonly Entry[]): void {
    this.#entries = entries
    if (!this.#closed) this.#changed()
  }
}

/** ms in which a recording that goes on is written to, and is longer afterwards. */
const FRESH = 2_000
const LOOK_AGAIN = 600

/** Why a recording must stay where it is, as a sentence for people; null where nobody needs it there. */
async function whyInUse({ path, kind, sound }: Entry, clock: Clock): Promise<string | null> {
  const holder = editorOf(kind === 'folder' ? join(path, EDITS_FILE) : `${path}.${EDITS_FILE}`)
  if (holder) return `a studio has it open (${holder}); close it first`
  if (sound && (await isGrowing(sound, clock))) return 'it is being recorded; end that first'
  return null
}

async function isGrowing(path: string, clock: Clock): Promise<boolean> {
  const before = await lstat(path).catch(() => null)
  if (!before || clock.date() - before.mtimeMs > FRESH) return false
  await sleep(clock, LOOK_AGAIN)
  const after = await lstat(path).catch(() => null)
  return after !== null && after.size !== before.size
}
