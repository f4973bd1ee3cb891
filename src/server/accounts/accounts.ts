import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../lib/clock.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { fingerprintWords } from '../../protocol/fingerprint.ts'
import type { Limits } from '../../protocol/limits.ts'
import { cleanName, likenessKeys } from '../../protocol/names.ts'
import type { AccountDatabase, Cell } from './database.ts'
import { Password } from './password-hash.ts'

/** A registered name. Times are in ms since 1970. */
export interface Account {
  readonly id: number
  readonly name: string
  /** null when the account has keys only. */
  readonly password: Password | null
  readonly operator: boolean
  readonly madeAt: number
  readonly usedAt: number
}

/** Validity of a reset code in ms. */
const CODE_VALID = 24 * 3_600_000
/** Names that the server assigns to guests. */
const GUEST = /^user\d{6,}$/i

/** The registered names of a server, with the passwords, keys and reset codes that prove ownership. */
export class Accounts {
  readonly #db: AccountDatabase
  readonly #clock: Clock
  readonly #limits: Limits

  constructor(db: AccountDatabase, clock: Clock, limits: Limits) {
    this.#db = db
    this.#clock = clock
    this.#limits = limits
    this.#renewKeys()
  }

  /** The account of a name, or of one that looks the same; null when there is none. */
  find(name: string): Account | null {
    const same = cleanName(name) ?? ''
    const row = this.#db.row(
      'SELECT * FROM account WHERE folded = ? OR seen = ? OR name = ? ORDER BY name = ? DESC',
      ...[...keysOf(name), same, same],
    )
    return row && accountOf(row)
  }

  /**
   * Stores the keys of all names again, which an earlier version may have made from other Unicode data. Of two names
   * that look the same only now, one keeps its old keys and is found by its exact name.
   */
  #renewKeys(): void {
    const stale = this.#db
      .rows('SELECT id, name, folded, seen FROM account')
      .map(({ id, name, folded, seen }) => ({ id, old: [folded, seen], keys: keysOf(String(name)) }))
      .filter(({ old, keys }) => keys.some((key, i) => key !== old[i]))
    if (stale.length === 0) return
    this.#db.together(() => {
      for (const { id = null, keys } of stale) {
        this.#db.run('UPDATE OR IGNORE account SET folded = ?, seen = ? WHERE id = ?', ...keys, id)
      }
    })
  }

  /** The account with that id; null when there is none. */
  byId(id: number): Account | null {
    const row = this.#db.row('SELECT * FROM account WHERE id = ?', id)
    return row && accountOf(row)
  }

  /** All accounts, sorted by name. */
  list(): Account[] {
    return this.#db.rows('SELECT * FROM account ORDER BY folded').map(accountOf)
  }

  /** Whether a name may be registered: it is valid, and not of the form that guests get. */
  fits(name: string): boolean {
    return cleanName(name) !== null && !GUEST.test(name)
  }

  /**
   * Registers a name. @returns the id of its account
   * @throws ProtocolError `limit` when there are `limits.accounts` accounts
   */
  register(name: string, password: Password | null, key: string | null): Result<number, 'name registered'> {
    return this.#db.together(() => {
      if (this.find(name)) return refused('name registered')
      const count = Number(this.#db.row('SELECT count(*) AS n FROM account')?.n)
      const most = this.#limits.accounts
      if (count >= most)
        throw new ProtocolError('limit', `The server has ${most} accounts, the maximum; ask the operator`)
      const now = this.#clock.date()
      const { salt = null, hash = null } = password?.kept ?? {}
      this.#db.run(
        'INSERT INTO account (name, folded, seen, salt, hash, made_at, used_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[name, ...keysOf(name), salt, hash, now, now],
      )
      const { id } = this.find(name)!
      if (key !== null) this.addKey(id, key)
      return ok(id)
    })
  }

  /** Whether the account has that public key. */
  hasKey(id: number, key: string): boolean {
    return this.#db.row('SELECT 1 FROM login_key WHERE account = ? AND key = ?', id, key) !== null
  }

  /** Adds a key. @returns whether the account has it now; false when it has `limits.accountKeys` others */
  addKey(id: number, key: string): boolean {
    const count = Number(this.#db.row('SELECT count(*) AS n FROM login_key WHERE account = ?', id)?.n)
    if (count >= this.#limits.accountKeys) return this.hasKey(id, key)
    this.#db.run('INSERT OR IGNORE INTO login_key (account, key) VALUES (?, ?)', id, key)
    return true
  }

  /** Removes a key, if the account has it. */
  removeKey(id: number, key: string): void {
    this.#db.run('DELETE FROM login_key WHERE account = ? AND key = ?', id, key)
  }

  /** Sets the password and voids any reset code. */
  setPassword(id: number, { kept: { salt, hash } }: Password): void {
    this.#db.run('UPDATE account SET salt = ?, hash = ?, code = NULL WHERE id = ?', salt, hash, id)
  }

  /** Stores the current time as the account's last use. */
  used(id: number): void {
    this.#db.run('UPDATE account SET used_at = ? WHERE id = ?', this.#clock.date(), id)
  }

  /** Makes the account an operator or revokes that. @returns whether the account exists */
  setOperator(name: string, operator: boolean): boolean {
    const account = this.find(name)
    if (account) this.#db.run('UPDATE account SET operator = ? WHERE id = ?', operator ? 1 : 0, account.id)
    return account !== null
  }

  /** Deletes the account and its keys. @returns whether the account existed */
  remove(name: string): boolean {
    const account = this.find(name)
    if (account) this.#db.run('DELETE FROM account WHERE id = ?', account.id)
    return account !== null
  }

  /** Issues a code of eight words, which resets the password once, within a day. */
  issueCode(name: string): Result<string, 'not registered'> {
    const account = this.find(name)
    if (!account) return refused('not registered')
    const code = fingerprintWords(randomBytes(32).toString('hex'))
    const until = this.#clock.date() + CODE_VALID
    this.#db.run('UPDATE account SET code = ?, code_until = ? WHERE id = ?', digest(code), until, account.id)
    return ok(code)
  }

  /** Keeps the validity of reset codes after the wall clock jumped by `ms`. */
  clockJumped(ms: number): void {
    this.#db.run('UPDATE account SET code_until = code_until + ? WHERE code IS NOT NULL', ms)
  }

  /** Whether a code is the one issued for a name, and still valid. */
  isCode(name: string, tried: string): boolean {
    const row = this.#db.row(
      'SELECT code FROM account WHERE (folded = ? OR seen = ?) AND code_until > ?',
      ...[...keysOf(name), this.#clock.date()],
    )
    return Buffer.isBuffer(row?.code) && timingSafeEqual(row.code, digest(tried))
  }

  /** Redeems a code: sets the password and removes all keys. @returns whether the code was still valid */
  reset(name: string, code: string, password: Password): boolean {
    return this.#db.together(() => {
      const account = this.find(name)
      if (!account || !this.isCode(name, code)) return false
      this.setPassword(account.id, password)
      this.#db.run('DELETE FROM login_key WHERE account = ?', account.id)
      return true
    })
  }

  /** Closes the database. */
  close(): void {
    this.#db.close()
  }
}

function keysOf(name: string): [string, string] {
  return likenessKeys(cleanName(name) ?? '')
}

function accountOf(row: Record<string, Cell>): Account {
  const { salt, hash } = row
  return {
    id: Number(row.id),
    name: String(row.name),
    password: Buffer.isBuffer(salt) && Buffer.isBuffer(hash) ? Password.fromKept({ salt, hash }) : null,
    operator: row.operator === 1,
    madeAt: Number(row.made_at),
    usedAt: Number(row.used_at),
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
