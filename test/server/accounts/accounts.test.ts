import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { refused } from '../../../src/lib/result.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { Accounts } from '../../../src/server/accounts/accounts.ts'
import { hashPassword, isPassword } from '../../../src/server/accounts/password-hash.ts'
import { SqliteAccounts } from '../../../src/server/accounts/sqlite-accounts.ts'
import { SqliteDatabase } from '../../../src/server/accounts/sqlite-database.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { unwrap } from '../../helpers/unwrap.ts'
import { CHEAP } from '../hosted.ts'
import { localStore } from '../local-store.ts'

const DAY = 24 * 3_600_000

function open(folder = freshFolder()) {
  const clock = new ManualClock()
  const db = new SqliteDatabase(folder)
  const store = localStore(new SqliteAccounts(db))
  return { folder, clock, db, store, accounts: new Accounts(store, clock, limits) }
}

describe('Accounts', () => {
  it('keeps accounts when the file is reopened, readable by its owner only', async () => {
    const { folder, accounts } = open()
    const id = unwrap(await accounts.register('Ann', await hashPassword('open sesame', CHEAP), null))
    await accounts.addKey(id, 'a key')
    await accounts.close()
    for (const file of ['', '-wal']) {
      const stat = statSync(join(folder, `accounts.sqlite${file}`), { throwIfNoEntry: false })
      expect((stat?.mode ?? 0o600) & 0o777).toBe(0o600)
    }
    const again = open(folder).accounts
    const ann = (await again.find('ANN'))!
    expect(ann).toMatchObject({ id, name: 'Ann', operator: false })
    expect(await isPassword(ann.password!, 'open sesame')).toBe(true)
    expect(await isPassword(ann.password!, 'open sesamE')).toBe(false)
    expect(await again.hasKey(id, 'a key')).toBe(true)
    expect(await again.hasKey(id, 'another')).toBe(false)
  })

  it('opens a file of the first version, whose hashes and keys have no more than that', async () => {
    const folder = freshFolder()
    const { salt, hash, cost } = await hashPassword('open sesame', { N: 2 ** 14, r: 8, p: 1 })
    const old = new Database(join(folder, 'accounts.sqlite'))
    old.exec(`CREATE TABLE account (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,
        folded TEXT NOT NULL UNIQUE, seen TEXT NOT NULL UNIQUE, salt BLOB, hash BLOB,
        operator INTEGER NOT NULL DEFAULT 0, made_at INTEGER NOT NULL, used_at INTEGER NOT NULL,
        code BLOB, code_until INTEGER) STRICT;
      CREATE TABLE login_key (account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        key TEXT NOT NULL, PRIMARY KEY (account, key)) STRICT;
      CREATE TABLE ban (name TEXT NOT NULL, address TEXT, by TEXT NOT NULL, reason TEXT NOT NULL,
        until INTEGER NOT NULL) STRICT;
      PRAGMA user_version = 1`)
    old.prepare("INSERT INTO account VALUES (1, 'Ann', 'ann', 'ann', ?, ?, 0, 5, 5, NULL, NULL)").run([salt, hash])
    old.exec("INSERT INTO login_key VALUES (1, 'a key')")
    old.close()
    const { accounts } = open(folder)
    const { id, password } = (await accounts.find('Ann'))!
    expect(password!.cost).toEqual(cost)
    expect(await isPassword(password!, 'open sesame')).toBe(true)
    expect(await accounts.keys(id)).toEqual([{ key: 'a key', name: '', addedAt: 0, usedAt: 0 }])
  })

  it('registers a name once, including names that look like it', async () => {
    const { accounts } = open()
    expect(await accounts.register('Bo', null, 'key')).toMatchObject({ ok: true })
    for (const alike of ['Bo', 'BO', 'B\u043E']) {
      expect(await accounts.register(alike, null, 'key')).toEqual(refused('name registered'))
      expect(await accounts.find(alike)).toMatchObject({ name: 'Bo' })
    }
    expect(await accounts.find('Bob')).toBeNull()
    expect(await accounts.find('')).toBeNull()
  })

  it('finds a name whose keys an earlier version stored from other Unicode data', async () => {
    const { folder, db, accounts } = open()
    const id = unwrap(await accounts.register('Ann', null, 'a key'))
    db.run("UPDATE account SET folded = 'old', seen = 'old too'")
    await accounts.close()
    const again = open(folder).accounts
    expect(await again.find('\u0410nn')).toMatchObject({ id })
    expect(await again.register('ANN', null, null)).toEqual(refused('name registered'))
  })

  it('keeps two registered names apart that look the same only by newer Unicode data', async () => {
    const { folder, db, accounts } = open()
    unwrap(await accounts.register('Ann', null, 'a key'))
    const other = unwrap(await accounts.register('Bo', null, 'a key'))
    db.run("UPDATE account SET name = 'Ann.', folded = 'ann.', seen = 'ann.' WHERE id = ?", other)
    await accounts.close()
    expect(await open(folder).accounts.find('Ann.')).toMatchObject({ id: other })
  })

  it('refuses names of the form that guests get', async () => {
    const { accounts } = open()
    expect(['Ann', 'User', 'User000001', 'user1234567', ' '].map((name) => accounts.fits(name))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it('limits the keys of an account', async () => {
    const { accounts } = open()
    const id = unwrap(await accounts.register('Ann', null, 'key 0'))
    for (let i = 1; i < limits.accountKeys; i++) expect(await accounts.addKey(id, `key ${i}`)).toBe(true)
    expect(await accounts.addKey(id, 'one more')).toBe(false)
    expect(await accounts.addKey(id, 'key 3')).toBe(true)
    await accounts.removeKey(id, 'key 3')
    expect(await accounts.hasKey(id, 'key 3')).toBe(false)
    expect(await accounts.addKey(id, 'one more')).toBe(true)
  })

  it('resets a password by a code valid once within a day, and removes the keys', async () => {
    const { accounts, clock } = open()
    const id = unwrap(await accounts.register('Ann', null, 'lost'))
    const [first, second] = [await hashPassword('first password', CHEAP), await hashPassword('second password', CHEAP)]
    const code = unwrap(await accounts.issueCode('ann'))
    expect(await accounts.isCode('Ann', code.replaceAll('-', ' ').toUpperCase())).toBe(true)
    expect(await accounts.isCode('Ann', `${code}x`)).toBe(false)
    expect(await accounts.isCode('Bo', code)).toBe(false)
    expect(await accounts.reset('Ann', code, first)).toBe(id)
    expect(await accounts.reset('Ann', code, second)).toBeNull()
    expect(await accounts.hasKey(id, 'lost')).toBe(false)
    expect(await isPassword((await accounts.find('Ann'))!.password!, 'first password')).toBe(true)
    const late = unwrap(await accounts.issueCode('Ann'))
    clock.advance(DAY)
    expect(await accounts.isCode('Ann', late)).toBe(false)
    expect(await accounts.issueCode('Bo')).toEqual(refused('not registered'))
  })

  it('removes an account with its keys, and never reuses its id', async () => {
    const { accounts } = open()
    const id = unwrap(await accounts.register('Ann', null, 'key'))
    await accounts.remove(id)
    expect(await accounts.find('Ann')).toBeNull()
    expect(await accounts.hasKey(id, 'key')).toBe(false)
    expect(unwrap(await accounts.register('Ann', null, null))).toBeGreaterThan(id)
  })
})

describe('SqliteDatabase', () => {
  it('throws a sentence when the file cannot be opened', () => {
    const { folder, db } = open()
    db.run('PRAGMA user_version = 99')
    db.close()
    expect(() => new SqliteDatabase(folder)).toThrow(/newer version of chat-server/)
    const other = freshFolder()
    writeFileSync(join(other, 'accounts.sqlite'), 'not a database at all, but long enough to be one'.repeat(100))
    expect(() => new SqliteDatabase(other)).toThrow(/^Cannot open the accounts in .*accounts\.sqlite: /)
  })

  it('keeps bans when the file is reopened', async () => {
    const { folder, store } = open()
    const bans = [
      { name: 'Bo', address: '10.0.0.2', by: 'Ann', reason: 'spam', until: 1_700_000_000_000 },
      { name: 'Cy', address: null, by: 'Ann', reason: '', until: 5 },
    ]
    await store.saveBans([...bans, ...bans])
    await store.saveBans(bans)
    await store.close()
    expect(await open(folder).store.bans()).toEqual(bans)
  })
})
