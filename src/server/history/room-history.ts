import type { LabelFields } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import { likenessKeys } from '../../protocol/names.ts'
import { type Ban, covers } from '../moderation/bans.ts'

/** A message as a latecomer is told it. */
export type KeptText = LabelFields<'history'>['said'][number]

/** A ban, which hides what was said up to `at` (ms since 1970) from the banned. */
export interface BanMark {
  readonly ban: Pick<Ban, 'name' | 'address'>
  readonly at: number
}

/** What is kept of a room, oldest first. */
export interface KeptHistory {
  readonly said: readonly KeptText[]
  readonly bans: readonly BanMark[]
}

/** Where a history is kept beyond the life of the server. Nothing here waits for the disk. */
export interface HistoryFile {
  readonly loaded: KeptHistory
  append(entry: KeptText | BanMark): void
  /** Replaces the content. */
  replace(history: KeptHistory): void
}

/** Memory that all histories of a server may take, shared by them. */
export class HistoryBudget {
  readonly limits: Pick<Limits, 'historyTexts' | 'historyBytes' | 'historyReply'>
  readonly #histories = new Set<RoomHistory>()
  #bytes = 0

  constructor(limits: HistoryBudget['limits']) {
    this.limits = limits
  }

  /** Counts what a history takes or gives back; the oldest messages of the largest make room. */
  count(history: RoomHistory, bytes: number): void {
    this.#bytes += bytes
    if (history.bytes > 0) this.#histories.add(history)
    else this.#histories.delete(history)
    while (this.#bytes > this.limits.historyBytes && this.#histories.size > 0) {
      const all = [...this.#histories]
      all.reduce((one, other) => (other.bytes > one.bytes ? other : one)).dropOldest()
    }
  }
}

/** Bytes that a message takes beside its text. */
const OVERHEAD = 200
/** Marks of bans that are kept. */
const MOST_BANS = 200

/** What was said to a room while it has existed: the newest messages, for those who come later. */
export class RoomHistory {
  readonly #budget: HistoryBudget
  readonly #file: HistoryFile | null
  #said: KeptText[] = []
  #bans: BanMark[] = []
  #bytes = 0
  /** Entries in the file, of which some may have been dropped here. */
  #written = 0

  constructor(budget: HistoryBudget, file: HistoryFile | null = null) {
    this.#budget = budget
    this.#file = file
    for (const text of file?.loaded.said ?? []) this.#keep(text)
    this.#bans = [...(file?.loaded.bans ?? [])]
    this.#written = this.#said.length
  }

  get bytes(): number {
    return this.#bytes
  }

  /** When the next message is said: later than all before it, so that a moment tells messages apart. @param now ms since 1970 */
  moment(now: number): number {
    return Math.max(now, (this.#said.at(-1)?.at ?? 0) + 1)
  }

  /** @param written whether it is also kept in the file, if there is one */
  add(text: KeptText, written: boolean): void {
    this.#keep(text)
    if (!this.#file || !written) return
    this.#file.append(text)
    this.#written++
    // Twice as much as is told: the file is rewritten without what was dropped.
    if (this.#written < 2 * this.#budget.limits.historyTexts) return
    this.#file.replace({ said: this.#said, bans: this.#bans })
    this.#written = this.#said.length
  }

  /** Somebody was banned. @param now ms since 1970 */
  ban({ name, address }: Ban, now: number): void {
    const mark = { ban: { name, address }, at: this.#said.at(-1)?.at ?? now - 1 }
    this.#bans = [...this.#bans, mark].slice(-MOST_BANS)
    this.#file?.append(mark)
  }

  /**
   * The newest messages before a moment, oldest first, without what was said before the reader was banned.
   * @param before ms since 1970; undefined: the newest of all
   */
  page(
    reader: { readonly name: string; readonly address: string },
    limit: number,
    before = Infinity,
  ): { said: KeptText[]; more: boolean } {
    const since = this.#bannedAt(reader)
    const said: KeptText[] = []
    let room = this.#budget.limits.historyReply
    for (let i = this.#said.length - 1; i >= 0; i--) {
      const text = this.#said[i]!
      if (text.at <= since) break
      if (text.at >= before) continue
      room -= Buffer.byteLength(text.text) + OVERHEAD
      if (said.length === limit || (said.length > 0 && room < 0)) return { said: said.reverse(), more: true }
      said.push(text)
    }
    return { said: said.reverse(), more: false }
  }

  /** Forgets everything that was said. */
  clear(): void {
    this.#forget()
    this.#file?.replace({ said: [], bans: this.#bans })
    this.#written = 0
  }

  /** The room ends. Its file stays, for a room of the same name and password. */
  close(): void {
    this.#forget()
  }

  dropOldest(): void {
    const oldest = this.#said.shift()
    if (oldest) this.#count(-bytesOf(oldest))
  }

  #keep(text: KeptText): void {
    this.#said.push(text)
    this.#count(bytesOf(text))
    if (this.#said.length > this.#budget.limits.historyTexts) this.dropOldest()
  }

  #forget(): void {
    const bytes = this.#bytes
    this.#said = []
    this.#count(-bytes)
  }

  #count(bytes: number): void {
    this.#bytes += bytes
    this.#budget.count(this, bytes)
  }

  #bannedAt({ name, address }: { readonly name: string; readonly address: string }): number {
    const keys = likenessKeys(name)
    const concerns = ({ ban }: BanMark) =>
      covers(ban, address) || likenessKeys(ban.name).some((key, i) => key === keys[i])
    return this.#bans.findLast(concerns)?.at ?? -Infinity
  }
}

function bytesOf({ text, name }: KeptText): number {
  return 2 * (text.length + name.length) + OVERHEAD
}
