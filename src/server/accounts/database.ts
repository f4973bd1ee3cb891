import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import type { Ban, BanStore } from '../moderation/bans.ts'

/** SQL from each version (PRAGMA user_version) to the next. Append only: released steps must never change. */
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

/** ms to wait while another process has the file locked. */
const LOCK_TIMEOUT = 2_000

/** The value of a column. */
export type Cell = string | number | Buffer | null

/**
 * A SQLite file that survives a crash of the server at any time: committed data is on disk before it is acknowledged
 * (WAL, synchronous FULL). Only its owner may read the file.
 */
export class AccountDatabase {
  /** Bans from the server, in the same file. */
  readonly bans: BanStore = new KeptBans(this)
  readonly #db: Database.Database

  /**
   * Opens `<folder>/accounts.sqlite`, creating it if it does not exist, and migrates it.
   * @param folder null keeps the database in memory
   * @throws Error with a sentence for the operator
   */
  constructor(folder: string | null) {
    const path = folder === null ? ':memory:' : join(folder, 'accounts.sqlite')
    try {
      if (folder !== null) makeFile(folder, path)
      this.#db = new Database(path, { timeout: LOCK_TIMEOUT })
      this.#db.pragma('journal_mode = WAL')
      this.#db.pragma('synchronous = FULL')
      this.#db.pragma('foreign_keys = ON')
      this.#migrate()
    } catch (error) {
      throw new Error(`Cannot open the accounts in ${path}: ${(error as Error).message}.`)
    }
  }

  /** Runs a query. @returns the first row by column name, or null */
  row(sql: string, ...values: Cell[]): Record<string, Cell> | null {
    return this.rows(sql, ...values)[0] ?? null
  }

  /** Runs a query. @returns all rows by column name */
  rows(sql: string, ...values: Cell[]): Record<string, Cell>[] {
    const rows = this.#db.prepare(sql).all(values) as Record<string, Cell | ArrayBuffer>[]
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cellOf(cell)])),
    )
  }

  /** Runs a statement. @returns the number of rows it changed */
  run(sql: string, ...values: Cell[]): number {
    return this.#db.prepare(sql).run(values).changes
  }

  /** Runs `work` in one transaction; rolled back if it throws. */
  together<T>(work: () => T): T {
    return this.#db.transaction(work).immediate()
  }

  close(): void {
    this.#db.close()
  }

  /** Another server may migrate at the same time: each step checks the version within its transaction. */
  #migrate(): void {
    if (this.#version > MIGRATIONS.length) {
      throw new Error('it was written by a newer version of chat-server; run that version')
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

/** Creates the file before SQLite would, which makes it world-readable; SQLite's other files take over the mode. */
function makeFile(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

function cellOf(cell: Cell | ArrayBuffer): Cell {
  return cell instanceof ArrayBuffer ? Buffer.from(cell) : cell
}

/** Bans from the server, stored beside the accounts so that they survive a restart. */
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
