import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { refused } from '../../../src/lib/result.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { Accounts } from '../../../src/server/accounts/accounts.ts'
import { AccountDatabase } from '../../../src/server/accounts/database.ts'
import { Password } from '../../../src/server/accounts/password-hash.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { unwrap } from '../../helpers/unwrap.ts'

const DAY = 24 * 3_600_000

function open(folder = freshFolder()) {
  const clock = new ManualClock()
  const db = new AccountDatabase(folder)
  return { folder, clock, db, accounts: new Accounts(db, clock, limits) }
}

describe('Accounts', () => {
  it('keeps accounts when the file is reopened, readable by its owner only', async () => {
    const { folder, accounts } = open()
    const id = unwrap(accounts.register('Ann', await Password.of('open sesame'), null))
    accounts.addKey(id, 'a key')
    accounts.close()
    for (const file of ['', '-wal']) {
      const stat = statSync(join(folder, `accounts.sqlite${file}`), { throwIfNoEntry: false })
      expect((stat?.mode ?? 0o600) & 0o777).toBe(0o600)
    }
    const again = open(folder).accounts
    const ann = again.find('ANN')!
    expect(ann).toMatchObject({ id, name: 'Ann', operator: false })
    expect(await ann.password!.matches('open sesame')).toBe(true)
    expect(await ann.password!.matches('open sesamE')).toBe(false)
    expect(again.hasKey(id, 'a key')).toBe(true)
    expect(again.hasKey(id, 'another')).toBe(false)
  })

  it('registers a name once, including names that look like it', () => {
    const { accounts } = open()
    expect(accounts.register('Bo', null, 'key')).toMatchObject({ ok: true })
    for (const alike of ['Bo', 'BO', 'B\u043E']) {
      expect(accounts.register(alike, null, 'key')).toEqual(refused('name registered'))
      expect(accounts.find(alike)).toMatchObject({ name: 'Bo' })
    }
    expect(accounts.find('Bob')).toBeNull()
    expect(accounts.find('')).toBeNull()
  })

  it('finds a name whose keys an earlier version stored from other Unicode data', () => {
    const { folder, db, accounts } = open()
    const id = unwrap(accounts.register('Ann', null, 'a key'))
    db.run("UPDATE account SET folded = 'old', seen = 'old too'")
    accounts.close()
    const again = open(folder).accounts
    expect(again.find('\u0410nn')).toMatchObject({ id })
    expect(again.register('ANN', null, null)).toEqual(refused('name registered'))
  })

  it('keeps two registered names apart that look the same only by newer Unicode data', () => {
    const { folder, db, accounts } = open()
    unwrap(accounts.register('Ann', null, 'a key'))
    const other = unwrap(accounts.register('Bo', null, 'a key'))
    db.run("UPDATE account SET name = 'Ann.', folded = 'ann.', seen = 'ann.' WHERE id = ?", other)
    accounts.close()
    expect(open(folder).accounts.find('Ann.')).toMatchObject({ id: other })
  })

  it('refuses names of the form that guests get', () => {
    const { accounts } = open()
    expect(['Ann', 'User', 'User000001', 'user1234567', ' '].map((name) => accounts.fits(name))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it('limits the keys of an account', () => {
    const { accounts } = open()
    const id = unwrap(accounts.register('Ann', null, 'key 0'))
    for (let i = 1; i < limits.accountKeys; i++) expect(accounts.addKey(id, `key ${i}`)).toBe(true)
    expect(accounts.addKey(id, 'one more')).toBe(false)
    expect(accounts.addKey(id, 'key 3')).toBe(true)
    accounts.removeKey(id, 'key 3')
    expect(accounts.hasKey(id, 'key 3')).toBe(false)
    expect(accounts.addKey(id, 'one more')).toBe(true)
  })

  it('resets a password by a code valid once within a day, and removes the keys', async () => {
    const { accounts, clock } = open()
    const id = unwrap(accounts.register('Ann', null, 'lost'))
    const [first, second] = [await Password.of('first password'), await Password.of('second password')]
    const code = unwrap(accounts.issueCode('ann'))
    expect(accounts.isCode('Ann', code.replaceAll('-', ' ').toUpperCase())).toBe(true)
    expect(accounts.isCode('Ann', `${code}x`)).toBe(false)
    expect(accounts.isCode('Bo', code)).toBe(false)
    expect(accounts.reset('Ann', code, first)).toBe(true)
    expect(accounts.reset('Ann', code, second)).toBe(false)
    expect(accounts.hasKey(id, 'lost')).toBe(false)
    expect(await accounts.find('Ann')!.password!.matches('first password')).toBe(true)
    const late = unwrap(accounts.issueCode('Ann'))
    clock.advance(DAY)
    expect(accounts.isCode('Ann', late)).toBe(false)
    expect(accounts.issueCode('Bo')).toEqual(refused('not registered'))
  })

  it('removes an account with its keys, and never reuses its id', () => {
    const { accounts } = open()
    const id = unwrap(accounts.register('Ann', null, 'key'))
    expect(accounts.remove('ann')).toBe(true)
    expect(accounts.remove('ann')).toBe(false)
    expect(accounts.hasKey(id, 'key')).toBe(false)
    expect(unwrap(accounts.register('Ann', null, null))).toBeGreaterThan(id)
  })
})

describe('AccountDatabase', () => {
  it('throws a sentence when the file cannot be opened', () => {
    const { folder, db } = open()
    db.run('PRAGMA user_version = 99')
    db.close()
    expect(() => new AccountDatabase(folder)).toThrow(/newer version of chat-server/)
    const other = freshFolder()
    writeFileSync(
      join(other, 'accounts.sqlite'),
      'not a database at all, but long enough to be one'.repeat(100),
    )
    expect(() => new AccountDatabase(other)).toThrow(/^Cannot open the accounts in .*accounts\.sqlite: /)
  })

  it('keeps bans when the file is reopened', () => {
    const { folder, db } = open()
    const bans = [
      { name: 'Bo', address: '10.0.0.2', by: 'Ann', reason: 'spam', until: 1_700_000_000_000 },
      { name: 'Cy', address: null, by: 'Ann', reason: '', until: 5 },
    ]
    db.bans.save([...bans, ...bans])
    db.bans.save(bans)
    db.close()
    expect(open(folder).db.bans.load()).toEqual(bans)
  })
})
