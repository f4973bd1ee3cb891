import type { Result } from '../../lib/result.ts'
import type { Ban } from '../moderation/bans.ts'

/** The cost parameters of scrypt (RFC 7914, section 2). */
export interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** A salt of 16 bytes, an scrypt hash of 32, and the cost at which it was made. */
export interface StoredPassword {
  readonly salt: Uint8Array
  readonly hash: Uint8Array
  readonly cost: ScryptCost
}

/** A registered name. Times are in ms since 1970. */
export interface Account {
  readonly id: number
  readonly name: string
  /** null when the account has keys only. */
  readonly password: StoredPassword | null
  readonly operator: boolean
  readonly madeAt: number
  readonly usedAt: number
}

/** What is kept with an account: calls that it missed, and whom it blocks. */
export type NoteKind = 'missed' | 'blocked'

/** A new account. */
export interface NewAccount {
  readonly name: string
  readonly password: StoredPassword | null
  /** Public key, if it has one. */
  readonly key: string | null
  /** ms since 1970. */
  readonly at: number
}

/** A public key that logs in to an account. Times are in ms since 1970; 0 where they are unknown. */
export interface LoginKey {
  readonly key: string
  /** Where it is kept, as its owner's client calls it. */
  readonly name: string
  readonly addedAt: number
  readonly usedAt: number
}

/** The code that resets a password once: its SHA-256, and the end of its validity in ms since 1970. */
export interface ResetCode {
  readonly digest: Uint8Array
  readonly until: number
}

/**
 * Where accounts and bans are stored. Every method is one transaction: it is on disk when its promise resolves. All of them
 * reject with a ProtocolError `unavailable` when the store does not answer in time or fails.
 */
export interface AccountStore {
  /** The account of a name, or of one that looks the same. */
  find(name: string): Promise<Account | null>
  byId(id: number): Promise<Account | null>
  /** All accounts, sorted by name. */
  list(): Promise<Account[]>
  /** Registers a name. @param most accounts in all @returns the id of its account */
  register(account: NewAccount, most: number): Promise<Result<number, 'name registered' | 'too many accounts'>>
  hasKey(id: number, key: string): Promise<boolean>
  /** Adds a key. @param most keys of one account @returns whether the account has it now */
  addKey(id: number, key: Pick<LoginKey, 'key' | 'name' | 'addedAt'>, most: number): Promise<boolean>
  /** The keys of an account, the oldest first. */
  keys(id: number): Promise<LoginKey[]>
  removeKey(id: number, key: string): Promise<void>
  /** Removes all keys. */
  removeKeys(id: number): Promise<void>
  /** Sets the password, and removes all keys and the reset code. @returns whether the account exists */
  setPassword(id: number, password: StoredPassword): Promise<boolean>
  /** Replaces the hash of the same password, unless the stored one is not `from` any more. */
  rehash(id: number, from: Uint8Array, password: StoredPassword): Promise<void>
  /** Stores the time of the last use, of the account and of the key that proved it, if any. */
  used(id: number, at: number, key: string | null): Promise<void>
  setOperator(id: number, operator: boolean): Promise<void>
  /** Deletes the account and its keys. */
  remove(id: number): Promise<void>
  setCode(id: number, code: ResetCode): Promise<void>
  codeOf(name: string): Promise<ResetCode | null>
  /**
   * Redeems a code: as `setPassword`, if the code is still that of the account.
   * @param at ms since 1970 @returns the id of the account; null when the code is void
   */
  redeem(name: string, digest: Uint8Array, at: number, password: StoredPassword): Promise<number | null>
  /** The notes of a kind, oldest first. */
  notes(id: number, kind: NoteKind): Promise<string[]>
  /** Adds a note unless the account has it. The oldest are dropped, so that at most `most` of its kind remain. */
  addNote(id: number, kind: NoteKind, value: string, most: number): Promise<void>
  /** Removes one note, or all of a kind. */
  removeNotes(id: number, kind: NoteKind, value?: string): Promise<void>
  /** Moves the end of all reset codes by `ms`. */
  shiftCodes(ms: number): Promise<void>
  /** The stored bans from the server. */
  bans(): Promise<Ban[]>
  /** Replaces the stored bans. */
  saveBans(bans: readonly Ban[]): Promise<void>
  close(): Promise<void>
}

/** The same methods without promises: a store that runs on a thread of its own. */
export type BlockingStore = {
  [Method in keyof AccountStore]: AccountStore[Method] extends (...args: infer Args) => Promise<infer Value>
    ? (...args: Args) => Value
    : never
}

/** Methods that change nothing; the others are carried out one after another. */
export const READING = [
  'find',
  'byId',
  'list',
  'hasKey',
  'keys',
  'codeOf',
  'notes',
  'bans',
] as const satisfies (keyof AccountStore)[]
