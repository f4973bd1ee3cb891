import type { SteadyDate } from '../../lib/steady-date.ts'
import type { Limits } from '../../protocol/limits.ts'
import { likenessKeys } from '../../protocol/names.ts'
import { addressGroup } from '../net/addresses.ts'

/** A temporary ban from a room or from the server. */
export interface Ban {
  readonly name: string
  /** An address, or an IPv6 network as `addressGroup` writes it; null when only the name is banned. */
  readonly address: string | null
  /** Name of the moderator. */
  readonly by: string
  readonly reason: string
  /** ms since 1970, as `SteadyDate` counts it. */
  readonly until: number
}

/** Stores bans, with `until` as the wall clock shows it, so that they survive a restart. */
export interface BanStore {
  /** The bans stored when the server started. */
  readonly loaded: readonly Ban[]
  /** Replaces the stored bans; their times are whole ms. */
  save(bans: readonly Ban[]): Promise<void>
}

type Keys = readonly [string, string]

/** A ban with the keys of names that look like its name. */
interface Kept {
  readonly ban: Ban
  readonly keys: Keys
}

const MS_PER_MINUTE = 60_000

/** A store of bans, and how to convert the times in it. */
export interface KeptBans {
  readonly store: BanStore
  readonly dates: Pick<SteadyDate, 'toWall' | 'fromWall'>
}

/** A list of bans by name (including names that look like it) and address. Expired bans are dropped. */
export class Bans {
  readonly #in: KeptBans | null
  readonly #most: number
  #kept: readonly Kept[]

  /** @param keptIn null: in memory only */
  constructor(keptIn: KeptBans | null, { bans }: Pick<Limits, 'bans'>) {
    this.#most = bans
    this.#in = keptIn
    const loaded = keptIn?.store.loaded ?? []
    this.#kept = loaded.map((ban) => keptOf({ ...ban, until: keptIn!.dates.fromWall(ban.until) }))
  }

  /** Stores the bans again after the wall clock jumped, so that they keep their length across a restart. */
  async restamp(): Promise<void> {
    if (this.#kept.length > 0) await this.#keep(this.#kept)
  }

  /**
   * Adds a ban, replacing others of that name. At `limits.bans`, the one that expires first is dropped. It is in force at once.
   * @returns whether it is stored and survives a restart, or need not
   */
  add(ban: Ban, now: number): Promise<boolean> {
    const added = keptOf(ban)
    const others = this.#current(now).filter(({ keys }) => !isAlike(keys, added.keys))
    const soonest = Math.min(...others.map((one) => one.ban.until))
    const left = others.length < this.#most ? others : others.filter((one) => one.ban.until > soonest)
    return this.#keep([...left, added])
  }

  /** Lifts the bans of a name. @returns null when there were none; otherwise whether that is stored, as by `add` */
  lift(name: string, now: number): Promise<boolean> | null {
    const before = this.#current(now)
    const lifted = likenessKeys(name)
    const left = before.filter(({ keys }) => !isAlike(keys, lifted))
    if (left.length === before.length) return null
    return this.#keep(left)
  }

  /** The ban that applies to a name or address; undefined when none does. */
  find({ name, address }: { name?: string; address?: string }, now: number): Ban | undefined {
    if (this.#kept.length === 0) return undefined
    const sought = name ? likenessKeys(name) : null
    return this.#current(now).find(
      ({ ban, keys }) => (address && covers(ban, address)) || (sought && isAlike(keys, sought)),
    )?.ban
  }

  /** The bans in force at `now` (a steady date), newest last. */
  list(now: number): Ban[] {
    return this.#current(now).map(({ ban }) => ban)
  }

  #current(now: number): readonly Kept[] {
    if (this.#kept.some(({ ban }) => ban.until <= now)) {
      this.#kept = this.#kept.filter(({ ban }) => ban.until > now)
    }
    return this.#kept
  }

  async #keep(kept: readonly Kept[]): Promise<boolean> {
    this.#kept = kept
    if (!this.#in) return true
    const { store, dates } = this.#in
    const bans = kept.map(({ ban }) => ({ ...ban, until: Math.round(dates.toWall(ban.until)) }))
    return store.save(bans).then(
      () => true,
      () => false,
    )
  }
}

/** Whether a ban applies to an address. */
export function covers(ban: Pick<Ban, 'address'>, address: string): boolean {
  return ban.address !== null && (ban.address === address || ban.address === addressGroup(address))
}

/** Minutes until a ban expires, rounded up. */
export function minutesLeft({ until }: Ban, now: number): number {
  return Math.max(0, Math.ceil((until - now) / MS_PER_MINUTE))
}

/** The message for a banned user: who banned them, from what (`from`), for how long and why. */
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
