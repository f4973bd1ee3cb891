import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../lib/clock.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { fingerprintWords } from '../../protocol/fingerprint.ts'
import type { Limits } from '../../protocol/limits.ts'
import { cleanName } from '../../protocol/names.ts'
import type { Account, AccountStore, LoginKey, NoteKind, StoredPassword } from './account-store.ts'

/** Validity of a reset code in ms. */
const CODE_VALID = 24 * 3_600_000
/** Somebody who forgot the password of an account and asked for a code. */
export interface ResetAsk {
  readonly name: string
  readonly address: string
  /** ms since 1970. */
  readonly at: number
}

/** Names that the server assigns to guests. */
const GUEST = /^user\d{6,}$/i

/**
 * The registered names of a server, with the passwords, keys and reset codes that prove ownership. Every method that returns
 * a promise rejects as `AccountStore`.
 */
export class Accounts {
  readonly #store: AccountStore
  readonly #clock: Clock
  readonly #limits: Limits

  /** Ids of accounts whose proof is being changed, and how often. */
  readonly #changing = new Map<number, number>()
  /** The value of `changes` after the last change of each account. */
  readonly #changedAt = new Map<number, number>()
  #changes = 0
  /** By account, the latest ask last. In memory: who still has no code asks again. */
  readonly #asks = new Map<number, ResetAsk>()

  constructor(store: AccountStore, clock: Clock, limits: Limits) {
    this.#store = store
    this.#clock = clock
    this.#limits = limits
  }

  /** The account of a name, or of one that looks the same; null when there is none. */
  find(name: string): Promise<Account | null> {
    return this.#store.find(name)
  }

  /** The account with that id; null when there is none. */
  byId(id: number): Promise<Account | null> {
    return this.#store.byId(id)
  }

  /** All accounts, sorted by name. */
  list(): Promise<Account[]> {
    return this.#store.list()
  }

  /** Whether a name may be registered: it is valid, and not of the form that guests get. */
  fits(name: string): boolean {
    return cleanName(name) !== null && !GUEST.test(name)
  }

  /**
   * Registers a name. @returns the id of its account
   * @throws ProtocolError `limit` when there are `limits.accounts` accounts
   */
  async register(
    name: string,
    password: StoredPassword | null,
    key: string | null,
  ): Promise<Result<number, 'name registered'>> {
    const most = this.#limits.accounts
    const registered = await this.#store.register({ name, password, key, at: this.#clock.date() }, most)
    if (registered.ok) return registered
    if (registered.refusal === 'name registered') return refused(registered.refusal)
    throw new ProtocolError('limit', `The server has ${most} accounts, the maximum; ask the operator`)
  }

  /** Whether the account has that public key. */
  hasKey(id: number, key: string): Promise<boolean> {
    return this.#store.hasKey(id, key)
  }

  /** Adds a key. @returns whether the account has it now; false when it has `limits.accountKeys` others */
  addKey(id: number, key: string, name = ''): Promise<boolean> {
    return this.#store.addKey(id, { key, name, addedAt: this.#clock.date() }, this.#limits.accountKeys)
  }

  /** The keys of an account, the oldest first. */
  keys(id: number): Promise<LoginKey[]> {
    return this.#store.keys(id)
  }

  /** Removes all keys of an account. */
  removeKeys(id: number): Promise<void> {
    return this.#store.removeKeys(id)
  }

  /** Removes a key, if the account has it. */
  removeKey(id: number, key: string): Promise<void> {
    return this.#store.removeKey(id, key)
  }

  /** Sets the password, removes all keys and voids any reset code. @returns whether the account exists */
  setPassword(id: number, password: StoredPassword): Promise<boolean> {
    return this.#store.setPassword(id, password)
  }

  /** Stores the hash of the same password at another cost, if that works. @param from the hash that it replaces */
  rehash(id: number, from: Uint8Array, password: StoredPassword): void {
    this.#store.rehash(id, from, password).catch(() => {})
  }

  /** Stores the current time as the account's last use, if that works: nobody has to wait for it. */
  used(id: number, key: string | null): void {
    this.#store.used(id, this.#clock.date(), key).catch(() => {})
  }

  /** Makes the account an operator or revokes that. @returns its id; null when there is none */
  async setOperator(name: string, operator: boolean): Promise<number | null> {
    const account = await this.find(name)
    if (account) await this.#store.setOperator(account.id, operator)
    return account?.id ?? null
  }

  /** Deletes the account and its keys. */
  remove(id: number): Promise<void> {
    this.#asks.delete(id)
    return this.#store.remove(id)
  }

  /** Changes of passwords and accounts so far, to be passed to `changedSince`. */
  get changes(): number {
    return this.#changes
  }

  /** Whether the proof of an account has changed since then, or is being changed. */
  changedSince(changes: number, id: number): boolean {
    return this.#changing.has(id) || (this.#changedAt.get(id) ?? 0) > changes
  }

  /** Runs a change of what proves an account, so that `changedSince` tells logins that are being checked. */
  async whileChanging<T>(id: number, change: () => Promise<T>): Promise<T> {
    this.#changing.set(id, (this.#changing.get(id) ?? 0) + 1)
    try {
      return await change()
    } finally {
      const left = this.#changing.get(id)! - 1
      if (left > 0) this.#changing.set(id, left)
      else this.#changing.delete(id)
      this.#changedAt.set(id, ++this.#changes)
    }
  }

  /** The notes of a kind that are kept with an account, oldest first. */
  notes(id: number, kind: NoteKind): Promise<string[]> {
    return this.#store.notes(id, kind)
  }

  /** Keeps a note with an account; the oldest of its kind gives way where there are too many. */
  addNote(id: number, kind: NoteKind, value: string): Promise<void> {
    const { missedCalls, blocked } = this.#limits
    return this.#store.addNote(id, kind, value, kind === 'missed' ? missedCalls : blocked)
  }

  /** Removes a note of an account, or all of a kind. */
  removeNotes(id: number, kind: NoteKind, value?: string): Promise<void> {
    return this.#store.removeNotes(id, kind, value)
  }

  /** Keeps that somebody asks for a code, until one is issued; the oldest of too many give way. */
  ask({ id, name }: Account, address: string): void {
    this.#asks.delete(id)
    this.#asks.set(id, { name, address, at: this.#clock.date() })
    const [oldest] = this.#asks.keys()
    if (this.#asks.size > this.#limits.resetAsks) this.#asks.delete(oldest!)
  }

  /** Who asks for a code, the latest last. */
  get asks(): readonly ResetAsk[] {
    return [...this.#asks.values()]
  }

  /** Issues a code of eight words, which resets the password once, within a day. */
  async issueCode(name: string): Promise<Result<string, 'not registered'>> {
    const account = await this.find(name)
    if (!account) return refused('not registered')
    const code = fingerprintWords(randomBytes(32).toString('hex'))
    this.#asks.delete(account.id)
    await this.#store.setCode(account.id, { digest: digest(code), until: this.#clock.date() + CODE_VALID })
    return ok(code)
  }

  /** Keeps the validity of reset codes after the wall clock jumped by `ms`. */
  clockJumped(ms: number): Promise<void> {
    return this.#store.shiftCodes(ms)
  }

  /** Whether a code is the one issued for a name, and still valid. */
  async isCode(name: string, tried: string): Promise<boolean> {
    const code = await this.#store.codeOf(name)
    return code !== null && code.until > this.#clock.date() && timingSafeEqual(code.digest, digest(tried))
  }

  /**
   * Redeems a code: sets the password and removes all keys.
   * @returns the id of the account; null when the code was not valid any more
   */
  reset(name: string, code: string, password: StoredPassword): Promise<number | null> {
    return this.#store.redeem(name, digest(code), this.#clock.date(), password)
  }

  /** Closes the store. */
  close(): Promise<void> {
    return this.#store.close()
  }
}

function digest(code: string): Buffer {
  const words = code
    .trim()
    .toLowerCase()
    .split(/[\s-]+/)
    .join('-')
  return createHash('sha256').update(words).digest()
}
