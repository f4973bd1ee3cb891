import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { makePrivateFoldersSync, PRIVATE_FILE, touchPrivateFileSync } from '../../lib/private-files.ts'

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
  // The cost of scrypt was the same for all until then.
  `ALTER TABLE account ADD COLUMN cost TEXT NOT NULL DEFAULT '16384:8:1'`,
  `CREATE TABLE IF NOT EXISTS note (
     account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
     kind TEXT NOT NULL,
     value TEXT NOT NULL,
     UNIQUE (account, kind, value)
   ) STRICT;`,
  `ALTER TABLE login_key ADD COLUMN name TEXT NOT NULL DEFAULT '';
   ALTER TABLE login_key ADD COLUMN added_at INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE login_key ADD COLUMN used_at INTEGER NOT NULL DEFAULT 0`,
]

const DATA_FILE = 'accounts.sqlite'
/** ms to wait at the start while another program, such as a backup, has the file locked. */
const START_TIMEOUT = 2_000
/** An empty SQLite file whose lock is held while a server uses the folder. The system releases it when the server dies. */
const LOCK_FILE = 'accounts.lock'

/** The value of a column. */
export type Cell = string | number | Uint8Array | null

/**
 * A SQLite file that survives a crash of the server at any time: committed data is on disk before it is acknowledged
 * (WAL, synchronous FULL). Only its owner may read the file.
 */
export class SqliteDatabase {
  readonly #db: Database.Database
  readonly #lock: Database.Database | null

  /**
   * Opens `<folder>/accounts.sqlite`, creating it if it does not exist, and migrates it. Only one process may have a folder
   * open.
   * @param folder null keeps the database in memory
   * @throws Error with a sentence for the operator
   */
  constructor(folder: string | null) {
    const path = folder === null ? ':memory:' : join(folder, DATA_FILE)
    this.#lock = folder === null ? null : lockFolder(folder)
    try {
      if (folder !== null) makeFile(path)
      this.#db = new Database(path, { timeout: START_TIMEOUT })
      this.#db.pragma('journal_mode = WAL')
      this.#db.pragma('synchronous = FULL')
      this.#db.pragma('foreign_keys = ON')
      this.#migrate()
    } catch (error) {
      this.#lock?.close()
      throw cannotOpen(path, error)
    }
  }

  /** Runs a query. @returns the first row by column name, or null */
  row(sql: string, ...values: Cell[]): Record<string, Cell> | null {
    return this.rows(sql, ...values)[0] ?? null
  }

  /** Runs a query. @returns all rows by column name */
  rows(sql: string, ...values: Cell[]): Record<string, Cell>[] {
    const rows = this.#db.prepare(sql).all(values) as Record<string, Cell | ArrayBuffer>[]
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cellOf(cell)])))
  }

  /** Runs a statement. @returns the number of rows it changed */
  run(sql: string, ...values: Cell[]): number {
    return this.#db.prepare(sql).run(values).changes
  }

  /** Runs `work` in one transaction; rolled back if it throws. */
  together<T>(work: () => T): T {
    return this.#db.transaction(work).immediate()
  }

  /** From now on a busy file is an error at once, so that the caller can do something else before the next attempt. */
  stopWaiting(): void {
    this.#db.pragma('busy_timeout = 0')
  }

  close(): void {
    this.#db.close()
    this.#lock?.close()
  }

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
function makeFile(path: string): void {
  // Opening and closing a file that this process has locked would release the lock.
  if (!existsSync(path)) touchPrivateFileSync(path)
  chmodSync(path, PRIVATE_FILE)
}

/** Takes the lock of the folder. @throws Error with a sentence for the operator */
function lockFolder(folder: string): Database.Database {
  const path = join(folder, LOCK_FILE)
  let lock: Database.Database
  try {
    makePrivateFoldersSync(folder)
    makeFile(path)
    lock = new Database(path, { timeout: 0 })
  } catch (error) {
    throw cannotOpen(join(folder, DATA_FILE), error)
  }
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw cannotOpen(path, error)
    throw new Error(
      `Another chat-server uses the accounts in ${folder}; stop it, or use another folder with --accounts.`,
    )
  }
}

/** Whether SQLite could not do something because another program has the file locked. */
export function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')
}

function cannotOpen(path: string, error: unknown): Error {
  return new Error(`Cannot open the accounts in ${path}: ${(error as Error).message}.`)
}

function cellOf(cell: Cell | ArrayBuffer): Cell {
  return cell instanceof ArrayBuffer ? new Uint8Array(cell) : cell
}
