import { ok, type Result, refused } from '../../lib/result.ts'
import { cleanName, likenessKeys } from '../../protocol/names.ts'
import type { Ban } from '../moderation/bans.ts'
import type {
  Account,
  BlockingStore,
  LoginKey,
  NewAccount,
  NoteKind,
  ResetCode,
  ScryptCost,
  StoredPassword,
} from './account-store.ts'
import type { Cell, SqliteDatabase } from './sqlite-database.ts'

/** Accounts and bans in a SQLite file. Each method blocks, and throws the errors of SQLite. */
export class SqliteAccounts implements BlockingStore {
  readonly #db: SqliteDatabase

  constructor(db: SqliteDatabase) {
    this.#db = db
    this.#renewKeys()
    db.stopWaiting()
  }

  find(name: string): Account | null {
    const same = cleanName(name) ?? ''
    const row = this.#db.row(
      'SELECT * FROM account WHERE folded = ? OR seen = ? OR name = ? ORDER BY name = ? DESC',
      ...[...keysOf(name), same, same],
    )
    return row && accountOf(row)
  }

  byId(id: number): Account | null {
    const row = this.#db.row('SELECT * FROM account WHERE id = ?', id)
    return row && accountOf(row)
  }

  list(): Account[] {
    return this.#db.rows('SELECT * FROM account ORDER BY folded').map(accountOf)
  }

  register(
    { name, password, key, at }: NewAccount,
    most: number,
  ): Result<number, 'name registered' | 'too many accounts'> {
    return this.#db.together(() => {
      if (this.find(name)) return refused('name registered')
      if (Number(this.#db.row('SELECT count(*) AS n FROM account')?.n) >= most) return refused('too many accounts')
      const { salt = null, hash = null } = password ?? {}
      const cost = password && costText(password.cost)
      this.#db.run(
        `INSERT INTO account (name, folded, seen, salt, hash, cost, made_at, used_at)
         VALUES (?, ?, ?, ?, ?, coalesce(?, ''), ?, ?)`,
        ...[name, ...keysOf(name), salt, hash, cost, at, at],
      )
      const { id } = this.find(name)!
      if (key !== null) this.#insertKey(id, { key, name: '', addedAt: at })
      return ok(id)
    })
  }

  hasKey(id: number, key: string): boolean {
    return this.#db.row('SELECT 1 FROM login_key WHERE account = ? AND key = ?', id, key) !== null
  }

  addKey(id: number, key: Pick<LoginKey, 'key' | 'name' | 'addedAt'>, most: number): boolean {
    return this.#db.together(() => {
      if (!this.byId(id)) return false
      const count = Number(this.#db.row('SELECT count(*) AS n FROM login_key WHERE account = ?', id)?.n)
      if (count >= most) return this.hasKey(id, key.key)
      this.#insertKey(id, key)
      return true
    })
  }

  removeKey(id: number, key: string): void {
    this.#db.run('DELETE FROM login_key WHERE account = ? AND key = ?', id, key)
  }

  removeKeys(id: number): void {
    this.#db.run('DELETE FROM login_key WHERE account = ?', id)
  }

  keys(id: number): LoginKey[] {
    const rows = this.#db.rows('SELECT * FROM login_key WHERE account = ? ORDER BY added_at, key', id)
    return rows.map(({ key, name, added_at, used_at }) => ({
      ...{ key: String(key), name: String(name), addedAt: Number(added_at), usedAt: Number(used_at) },
    }))
  }

  setPassword(id: number, password: StoredPassword): boolean {
    return this.#db.together(() => this.#replacePassword(id, password))
  }

  rehash(id: number, from: Uint8Array, { salt, hash, cost }: StoredPassword): void {
    const update = 'UPDATE account SET salt = ?, hash = ?, cost = ? WHERE id = ? AND hash = ?'
    this.#db.run(update, salt, hash, costText(cost), id, from)
  }

  used(id: number, at: number, key: string | null): void {
    this.#db.run('UPDATE account SET used_at = ? WHERE id = ?', at, id)
    if (key !== null) {
      this.#db.run('UPDATE login_key SET used_at = ? WHERE account = ? AND key = ?', at, id, key)
    }
  }

  setOperator(id: number, operator: boolean): void {
    this.#db.run('UPDATE account SET operator = ? WHERE id = ?', operator ? 1 : 0, id)
  }

  remove(id: number): void {
    this.#db.run('DELETE FROM account WHERE id = ?', id)
  }

  setCode(id: number, { digest, until }: ResetCode): void {
    this.#db.run('UPDATE account SET code = ?, code_until = ? WHERE id = ?', digest, until, id)
  }

  codeOf(name: string): ResetCode | null {
    const id = this.find(name)?.id ?? 0
    const row = this.#db.row('SELECT code, code_until FROM account WHERE id = ?', id)
    return row?.code instanceof Uint8Array ? { digest: row.code, until: Number(row.code_until) } : null
  }

  redeem(name: string, digest: Uint8Array, at: number, password: StoredPassword): number | null {
    return this.#db.together(() => {
      const id = this.find(name)?.id ?? 0
      const valid = 'SELECT 1 FROM account WHERE id = ? AND code = ? AND code_until > ?'
      if (!this.#db.row(valid, id, digest, at)) return null
      this.#replacePassword(id, password)
      return id
    })
  }

  notes(id: number, kind: NoteKind): string[] {
    const rows = this.#db.rows('SELECT value FROM note WHERE account = ? AND kind = ? ORDER BY rowid', id, kind)
    return rows.map(({ value }) => String(value))
  }

  addNote(id: number, kind: NoteKind, value: string, most: number): void {
    this.#db.together(() => {
      if (!this.byId(id)) return
      this.#db.run('INSERT OR IGNORE INTO note (account, kind, value) VALUES (?, ?, ?)', id, kind, value)
      this.#db.run(
        `DELETE FROM note WHERE account = ?1 AND kind = ?2 AND rowid NOT IN
           (SELECT rowid FROM note WHERE account = ?1 AND kind = ?2 ORDER BY rowid DESC LIMIT ?3)`,
        ...[id, kind, most],
      )
    })
  }

  removeNotes(id: number, kind: NoteKind, value?: string): void {
    if (value === undefined) this.#db.run('DELETE FROM note WHERE account = ? AND kind = ?', id, kind)
    else this.#db.run('DELETE FROM note WHERE account = ? AND kind = ? AND value = ?', id, kind, value)
  }

  shiftCodes(ms: number): void {
    this.#db.run('UPDATE account SET code_until = code_until + ? WHERE code IS NOT NULL', ms)
  }

  bans(): Ban[] {
    return this.#db
      .rows('SELECT * FROM ban ORDER BY rowid')
      .map(({ name, address, by, reason, until }) => ({
        name: String(name),
        address: address === null ? null : String(address),
        by: String(by),
        reason: String(reason),
        until: Number(until),
      }))
  }

  saveBans(bans: readonly Ban[]): void {
    this.#db.together(() => {
      this.#db.run('DELETE FROM ban')
      for (const { name, address, by, reason, until } of bans) {
        this.#db.run('INSERT INTO ban VALUES (?, ?, ?, ?, ?)', name, address, by, reason, until)
      }
    })
  }

  close(): void {
    this.#db.close()
  }

  /** Sets the password, and removes all keys and the reset code. @returns whether the account exists */
  #replacePassword(id: number, { salt, hash, cost }: StoredPassword): boolean {
    this.removeKeys(id)
    const update = 'UPDATE account SET salt = ?, hash = ?, cost = ?, code = NULL WHERE id = ?'
    return this.#db.run(update, salt, hash, costText(cost), id) > 0
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

  #insertKey(id: number, { key, name, addedAt }: Pick<LoginKey, 'key' | 'name' | 'addedAt'>): void {
    const insert = 'INSERT OR IGNORE INTO login_key (account, key, name, added_at) VALUES (?, ?, ?, ?)'
    this.#db.run(insert, id, key, name, addedAt)
  }
}

function keysOf(name: string): [string, string] {
  return likenessKeys(cleanName(name) ?? '')
}

/** The cost as it is stored: `N:r:p`. */
function costText({ N, r, p }: ScryptCost): string {
  return `${N}:${r}:${p}`
}

function costOf(text: string): ScryptCost {
  const [N = 0, r = 0, p = 0] = text.split(':').map(Number)
  return { N, r, p }
}

function accountOf(row: Record<string, Cell>): Account {
  const { salt, hash } = row
  const cost = costOf(String(row.cost))
  return {
    id: Number(row.id),
    name: String(row.name),
    password: salt instanceof Uint8Array && hash instanceof Uint8Array ? { salt, hash, cost } : null,
    operator: row.operator === 1,
    madeAt: Number(row.made_at),
    usedAt: Number(row.used_at),
  }
}
