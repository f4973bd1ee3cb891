import type { Ban, BanStore } from '../moderation/bans.ts'
import type { AccountDatabase } from './database.ts'

/** Bans from the server, kept beside the accounts so that they outlive it. */
export class KeptBans implements BanStore {
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
