import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import type { Ban, BanStore } from '../moderation/bans.ts'

/** What brings a database from each version (PRAGMA user_version) to the next; never changed, only added to. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE account (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     name TEXT NOT NULL,
     folded TEXT NOT NULL UNIQUE,
     seen TEXT NOT NULL UNIQUE,
     salt BLOB,
     hash BLOB,
     operator INTEGER NOT NULL DEFAULT 0,
     made_at INTEGER NOT NULL,
     used_at INTEGER NOT NULL,
     code BLOB,
     code_until INTEGER
   ) STRICT;
   CREATE TABLE login_key (
     account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
     key TEXT NOT NULL,
     PRIMARY KEY (account, key)
   ) STRICT;
   CREATE TABLE ban (
     name TEXT NOT NULL,
     address TEXT,
     by TEXT NOT NULL,
     reason TEXT NOT NULL,
     until INTEGER NOT NULL
   ) STRICT;`,
]

/** ms that another program may keep the file for itself. */
const PATIENCE = 2_000

/** A value that a column holds. */
export type Cell = string | number | Buffer | null

/**
 * A SQLite file that survives the end of the server at any moment: what was answered is on the disk (WAL, synchronous
 * FULL). Only its owner may read it.
 */
export class AccountDatabase {
  /** Bans from the server, in the same file. */
  readonly bans: BanStore = new KeptBans(this)
  readonly #db: Database.Database

  /**
   * Opens `<folder>/accounts.sqlite`, made where it is missing.
   * @param folder null keeps it in memory.
   * @throws Error with a sentence for the operator
   */
  constructor(folder: string | null) {
    const path = folder === null ? ':memory:' : join(folder, 'accounts.sqlite')
    try {
      if (folder !== null) makeFile(folder, path)
      this.#db = new Database(path, { timeout: PATIENCE })
      this.#db.pragma('journal_mode = WAL')
      this.#db.pragma('synchronous = FULL')
      this.#db.pragma('foreign_keys = ON')
      this.#migrate()
    } catch (error) {
      throw new Error(`Cannot keep accounts in ${path}: ${(error as Error).message}.`)
    }
  }

  row(sql: string, ...values: Cell[]): Record<string, Cell> | null {
    return this.rows(sql, ...values)[0] ?? null
  }

  rows(sql: string, ...values: Cell[]): Record<string, Cell>[] {
    const rows = this.#db.prepare(sql).all(values) as Record<string, Cell | ArrayBuffer>[]
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cellOf(cell)])),
    )
  }

  /** @returns how many rows it changed. */
  run(sql: string, ...values: Cell[]): number {
    return this.#db.prepare(sql).run(values).changes
  }

  /** Does all of it or nothing. */
  together<T>(work: () => T): T {
    return this.#db.transaction(work).immediate()
  }

  close(): void {
    this.#db.close()
  }

  /** Another server may do it at the same time: each step is looked at within what it does. */
  #migrate(): void {
    if (this.#version > MIGRATIONS.length) {
      throw new Error('it was written by a newer chat-server; start that one')
    }
    for (const [done, step] of MIGRATIONS.entries()) {
      this.together(() => {
        if (this.#version > done) return
        this.#db.exec(step)
        this.#db.exec(`PRAGMA user_version = ${done + 1}`)
      })
    }
  }

  get #version(): number {
    return Number(this.row('PRAGMA user_version')?.user_version)
  }
}

/** Before SQLite makes it for all to read; the files beside it get the same mode. */
function makeFile(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

function cellOf(cell: Cell | ArrayBuffer): Cell {
  return cell instanceof ArrayBuffer ? Buffer.from(cell) : cell
}

/** Bans from the server, kept beside the accounts so that they outlive it. */
class KeptBans implements BanStore {
  readonly #db: AccountDatabase

  constructor(db: AccountDatabase) {
    this.#db = db
  }

  load(): readonly Ban[] {
    return this.#db.rows('SELECT * FROM ban ORDER BY rowid').map(({ name, address, by, reason, until }) => ({
      name: String(name),
      address: address === null ? null : String(address),
      by: String(by),
      reason: String(reason),
      until: Number(until),
    }))
  }

  save(bans: readonly Ban[]): void {
    this.#db.together(() => {
      this.#db.run('DELETE FROM ban')
      for (const { name, address, by, reason, until } of bans) {
        this.#db.run('INSERT INTO ban VALUES (?, ?, ?, ?, ?)', name, address, by, reason, until)
      }
    })
  }
}
