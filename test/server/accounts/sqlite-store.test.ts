import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'libsql'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/lib/clock.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'
import type { AccountStore } from '../../../src/server/accounts/account-store.ts'
import { SqliteStore } from '../../../src/server/accounts/sqlite-store.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { unwrap } from '../../helpers/unwrap.ts'
import { CHEAP, Hosted } from '../hosted.ts'

const PASSWORD = 'open sesame'

const opened: AccountStore[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

/** Opens a store that waits for a locked file as long as the test takes, unless it says otherwise. */
async function open(folder: string, patience = 600_000, failures: string[] = []): Promise<AccountStore> {
  const failed = (text: string) => failures.push(text)
  const store = await SqliteStore.open({ folder, clock: systemClock, patience, failed })
  opened.push(store)
  return store
}

/** Locks the file for writing, as another program does. */
function lock(folder: string): Database.Database {
  const other = new Database(join(folder, 'accounts.sqlite'))
  other.exec('BEGIN IMMEDIATE')
  return other
}

describe('SqliteStore', () => {
  it('keeps accounts and bans when it is opened again', async () => {
    const folder = freshFolder()
    const store = await open(folder)
    const password = { salt: new Uint8Array(16).fill(1), hash: new Uint8Array(32).fill(2), cost: CHEAP }
    const id = unwrap(await store.register({ name: 'Ann', password, key: 'a key', at: 5 }, 10))
    const ban = { name: 'Bo', address: null, by: 'Ann', reason: '', until: 9 }
    await store.saveBans([ban])
    await store.close()
    const again = await open(folder)
    expect(await again.find('ANN')).toEqual({ ...{ id, name: 'Ann', password, operator: false, madeAt: 5, usedAt: 5 } })
    expect(await again.hasKey(id, 'a key')).toBe(true)
    expect(await again.bans()).toEqual([ban])
  })

  it('keeps the newest notes of an account until it is removed', async () => {
    const folder = freshFolder()
    const store = await open(folder)
    const id = unwrap(await store.register({ name: 'Ann', password: null, key: 'a key', at: 5 }, 10))
    for (const value of ['one', 'two', 'two', 'three']) await store.addNote(id, 'missed', value, 2)
    await store.addNote(id, 'blocked', 'Bo', 2)
    await store.addNote(id + 1, 'blocked', 'nobody has this account', 2)
    await store.close()
    const again = await open(folder)
    expect(await again.notes(id, 'missed')).toEqual(['two', 'three'])
    await again.removeNotes(id, 'missed', 'two')
    expect(await again.notes(id, 'missed')).toEqual(['three'])
    await again.removeNotes(id, 'missed')
    expect([await again.notes(id, 'missed'), await again.notes(id, 'blocked')]).toEqual([[], ['Bo']])
    await again.remove(id)
    expect(await again.notes(id, 'blocked')).toEqual([])
  })

  it('refuses a folder that another server uses, until that ends', async () => {
    const folder = freshFolder()
    const first = await open(folder)
    await expect(open(folder)).rejects.toThrow(`Another chat-server uses the accounts in ${folder}; stop it`)
    await first.close()
    await open(folder)
  })

  it('reads while the file is locked, and makes changes in order when it is free again', async () => {
    const folder = freshFolder()
    const store = await open(folder)
    const ban = (name: string) => ({ name, address: null, by: 'Ann', reason: '', until: 9 })
    await store.saveBans([ban('Bo')])
    const other = lock(folder)
    const saves = [store.saveBans([ban('Cy')]), store.saveBans([ban('Di')])]
    expect(await store.bans()).toEqual([ban('Bo')])
    other.exec('COMMIT')
    other.close()
    await Promise.all(saves)
    expect(await store.bans()).toEqual([ban('Di')])
  })

  it('is unavailable for a change when the file stays locked, and makes it no more', async () => {
    const folder = freshFolder()
    const failures: string[] = []
    const store = await open(folder, 50, failures)
    const other = lock(folder)
    const account = { name: 'Ann', password: null, key: 'a key', at: 0 }
    await expect(store.register(account, 10)).rejects.toMatchObject({ code: 'unavailable' })
    expect(failures).toEqual(['register: database is locked'])
    other.exec('COMMIT')
    other.close()
    await store.saveBans([])
    expect(await store.list()).toEqual([])
  })

  it('is unavailable, and not stuck, after it is closed', async () => {
    const store = await open(freshFolder())
    await store.close()
    await expect(store.find('Ann')).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('a server whose accounts file is locked', () => {
  it('mixes voice, logs registered users in, and registers a name when the file is free', async () => {
    const folder = freshFolder()
    const hosted = new Hosted(null, {}, { accounts: await open(folder) })
    const { context, clock } = hosted
    const owner = hosted.connect()
    const answered = (guest: typeof owner, label: string) => {
      const reply = guest.messages.find((message) => message.label === label)
      return reply?.status as string | undefined
    }
    const until = async (done: () => unknown) => {
      while (!done()) await turn()
    }
    await owner.say({ action: 'hello', name: 'Owner' })
    await until(() => answered(owner, 'hello'))
    await owner.say({ action: 'register', password: PASSWORD })
    await until(() => answered(owner, 'register'))
    await owner.breakOff()
    const [ann, bo] = [hosted.connect(), hosted.connect()]
    for (const [guest, name] of [[ann, 'Ann'] as const, [bo, 'Bo'] as const]) {
      await guest.say({ action: 'hello', name })
      await until(() => answered(guest, 'hello'))
      await guest.say({ action: 'create', room: 'hello' }, { action: 'join', room: 'hello' })
      await until(() => answered(guest, 'join_room'))
    }

    const other = lock(folder)
    await bo.say({ action: 'register', password: PASSWORD })
    const back = hosted.connect()
    await back.say({ action: 'login', name: 'Owner', password: PASSWORD })
    const frame = Buffer.alloc(2 * 960, 60)
    const heard = () => bo.messages.filter(({ label }) => label === 'voice').length
    // The lock is held for so many turns of the event loop; one that waits for the file would never make them.
    for (let frames = 0; frames < 100; frames++) {
      ann.stream.write(encode({ action: 'voice', bytes: frame.length }, frame))
      await turn()
      clock.advance(20)
    }
    await until(() => heard() >= 90 && answered(back, 'login'))
    expect(answered(back, 'login')).toBe('ok')
    expect(answered(bo, 'register')).toBeUndefined()
    other.exec('COMMIT')
    other.close()
    await until(() => answered(bo, 'register'))
    expect(answered(bo, 'register')).toBe('ok')
    expect(await context.accounts!.find('Bo')).toMatchObject({ name: 'Bo' })
  })
})
