import { createHmac, randomBytes } from 'node:crypto'
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createAtomically } from '../../lib/atomic-file.ts'
import { appendPrivateFile, makePrivateFolders, writePrivateFile } from '../../lib/private-files.ts'
import type { Limits } from '../../protocol/limits.ts'
import { slowHash } from '../accounts/password-hash.ts'
import type { BanMark, HistoryFile, KeptHistory, KeptText } from './room-history.ts'

/** At which the password of a room is hashed for the name of its file: 16 MiB, and some 50 ms of a core. */
const COST = { N: 2 ** 14, r: 8, p: 1 }
const SALT_FILE = 'salt'
const SALT_BYTES = 32
const HISTORY_FILE = /^[0-9a-f]{64}\.jsonl$/

export interface HistoryFolderOptions {
  readonly limits: Pick<Limits, 'rooms' | 'historyTexts' | 'text'>
  /** The disk failed. @param message for the log */
  failed(message: string): void
}

/**
 * The histories of rooms on the disk: one file of JSON lines for each name and password of a room, which is readable for the
 * operator alone. The name of a file is a keyed hash, so no name of a room becomes a path, and a room that is made again with
 * another password has another history.
 */
export class HistoryFolder {
  readonly #folder: string
  readonly #salt: string
  readonly #options: HistoryFolderOptions
  /** Writes in progress, one after another. */
  #work: Promise<void> = Promise.resolve()

  private constructor(folder: string, salt: string, options: HistoryFolderOptions) {
    this.#folder = folder
    this.#salt = salt
    this.#options = options
  }

  /** Creates the folder if it is missing, and deletes the oldest files beyond the number of rooms. @throws Error for the operator */
  static async open(folder: string, options: HistoryFolderOptions): Promise<HistoryFolder> {
    try {
      await makePrivateFolders(join(folder, 'rooms'))
      createAtomically(join(folder, SALT_FILE), randomBytes(SALT_BYTES).toString('hex'))
      const salt = await readFile(join(folder, SALT_FILE), 'utf8')
      await prune(join(folder, 'rooms'), options.limits.rooms)
      return new HistoryFolder(join(folder, 'rooms'), salt, options)
    } catch (error) {
      throw new Error(`Cannot keep the history of rooms in ${folder}: ${(error as Error).message}`)
    }
  }

  /** The file of a room with what it holds. @param password of the room; undefined: none */
  async of(room: string, password: string | undefined): Promise<HistoryFile> {
    const proof =
      password === undefined ? '' : (await slowHash(password, Buffer.from(this.#salt), COST)).toString('hex')
    const name = createHmac('sha256', this.#salt)
      .update(JSON.stringify([room, proof]))
      .digest('hex')
    const path = join(this.#folder, `${name}.jsonl`)
    const write = ({ bans, said }: KeptHistory) => rewrite(path, [...bans, ...said])
    const loaded = await new Promise<KeptHistory>((resolve) => {
      this.#do(async () => {
        const found = await this.#load(path)
        resolve(found)
        // What was dropped, and a line that a crash cut, are not carried along.
        await write(found)
      })
    })
    return {
      loaded,
      replace: (history) => this.#do(() => write(history)),
      append: (entry) => this.#do(() => append(path, lineOf(entry))),
    }
  }

  /** Waits until everything is written. */
  close(): Promise<void> {
    return this.#work
  }

  async #load(path: string): Promise<KeptHistory> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') this.#options.failed(error.message)
      return ''
    })
    const { historyTexts, text: longest } = this.#options.limits
    const entries = text.split('\n').flatMap((line) => entryOf(line, longest) ?? [])
    const said = entries.filter((entry) => 'text' in entry).slice(-historyTexts)
    return { said, bans: entries.filter((entry) => 'ban' in entry) }
  }

  #do(task: () => Promise<unknown>): void {
    this.#work = this.#work.then(task).then(
      () => {},
      (error: Error) => this.#options.failed(error.message),
    )
  }
}

function lineOf(entry: KeptText | BanMark): string {
  return `${JSON.stringify(entry)}\n`
}

async function append(path: string, line: string): Promise<void> {
  const file = await appendPrivateFile(path)
  try {
    await file.writeFile(line)
  } finally {
    await file.close()
  }
}

/** Replaces a file as a whole; after a crash it has its old or its new content. */
async function rewrite(path: string, entries: readonly (KeptText | BanMark)[]): Promise<void> {
  if (entries.length === 0) return rm(path, { force: true })
  const draft = `${path}.new`
  await rm(draft, { force: true })
  await writePrivateFile(draft, entries.map(lineOf).join(''))
  await rename(draft, path)
}

/** An entry of a file; null for a line that is damaged. The ids of people belong to sessions that have ended. */
function entryOf(line: string, longest: number): KeptText | BanMark | null {
  try {
    const entry = JSON.parse(line) as Partial<KeptText & BanMark>
    const { at, text, name, ban } = entry
    if (!Number.isInteger(at)) return null
    if (typeof ban?.name === 'string') {
      return { ban: { name: ban.name, address: typeof ban.address === 'string' ? ban.address : null }, at: at! }
    }
    if (typeof text !== 'string' || typeof name !== 'string' || text.length > 2 * longest) return null
    return { from: 0, name, text, at: at! }
  } catch {
    return null
  }
}

/** Deletes the oldest files beyond `most`, and drafts that a crash left. */
async function prune(folder: string, most: number): Promise<void> {
  const files: { path: string; changed: number }[] = []
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (HISTORY_FILE.test(name)) files.push({ path, changed: (await stat(path)).mtimeMs })
    else if (name.endsWith('.jsonl.new')) await rm(path, { force: true })
  }
  const surplus = files.sort((a, b) => b.changed - a.changed).slice(most)
  for (const { path } of surplus) await rm(path, { force: true })
}
