import type { Limits } from '../../protocol/limits.ts'
import { likenessKeys } from '../../protocol/names.ts'

/** Somebody who is kept away for a time, from a room or from the server. */
export interface Ban {
  readonly name: string
  /** null where it would affect others: this machine's own address, or that of the moderator. */
  readonly address: string | null
  /** The name of who banned. */
  readonly by: string
  readonly reason: string
  /** ms since 1970. */
  readonly until: number
}

/** Where bans are kept that outlive the server. */
export interface BanStore {
  load(): readonly Ban[]
  /** Keeps these and no others. */
  save(bans: readonly Ban[]): void
}

type Keys = readonly [string, string]

/** A ban with what its name looks like. */
interface Kept {
  readonly ban: Ban
  readonly keys: Keys
}

const MS_A_MINUTE = 60_000

/** Who is kept away, by name (and all that look like it) and address. What is over is forgotten. */
export class Bans {
  readonly #store: BanStore | null
  readonly #most: number
  #kept: readonly Kept[]

  /** @param store null keeps them in memory only. */
  constructor(store: BanStore | null, { bans }: Pick<Limits, 'bans'>) {
    this.#most = bans
    this.#store = store
    this.#kept = (store?.load() ?? []).map(keptOf)
  }

  /** Adds one, in place of others of that name. Of too many the one that is over soonest gives way. */
  add(ban: Ban, now: number): void {
    const added = keptOf(ban)
    const others = this.#current(now).filter(({ keys }) => !isAlike(keys, added.keys))
    const soonest = Math.min(...others.map((one) => one.ban.until))
    const left = others.length < this.#most ? others : others.filter((one) => one.ban.until > soonest)
    this.#keep([...left, added])
  }

  /** Lifts those of a name. @returns whether there were any. */
  lift(name: string, now: number): boolean {
    const before = this.#current(now)
    const lifted = likenessKeys(name)
    const left = before.filter(({ keys }) => !isAlike(keys, lifted))
    if (left.length === before.length) return false
    this.#keep(left)
    return true
  }

  /** The ban that keeps out who comes by that name or address; undefined where none does. */
  find({ name, address }: { name?: string; address?: string }, now: number): Ban | undefined {
    if (this.#kept.length === 0) return undefined
    const sought = name ? likenessKeys(name) : null
    return this.#current(now).find(
      ({ ban, keys }) => (address && ban.address === address) || (sought && isAlike(keys, sought)),
    )?.ban
  }

  /** Those that hold at `now` (ms since 1970), the newest last. */
  list(now: number): Ban[] {
    return this.#current(now).map(({ ban }) => ban)
  }

  #current(now: number): readonly Kept[] {
    if (this.#kept.some(({ ban }) => ban.until <= now)) {
      this.#kept = this.#kept.filter(({ ban }) => ban.until > now)
    }
    return this.#kept
  }

  #keep(kept: readonly Kept[]): void {
    this.#store?.save(kept.map(({ ban }) => ban))
    this.#kept = kept
  }
}

/** Whole minutes until a ban is over, a begun one counted. */
export function minutesLeft({ until }: Ban, now: number): number {
  return Math.max(0, Math.ceil((until - now) / MS_A_MINUTE))
}

/** Returns the message for a banned user: who banned them, why and for how long. */
export function banSentence(ban: Ban, from: string, now: number): string {
  const left = minutesLeft(ban, now)
  const why = ban.reason === '' ? '' : `: ${ban.reason}`
  return `${ban.by} banned you from ${from} for ${left} more ${left === 1 ? 'minute' : 'minutes'}${why}`
}

function keptOf(ban: Ban): Kept {
  return { ban, keys: likenessKeys(ban.name) }
}

/** Two names look the same to a person if they share a key; see `likenessKeys`. */
function isAlike([a, b]: Keys, [c, d]: Keys): boolean {
  return a === c || b === d
}
