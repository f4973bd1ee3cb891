import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { ProtocolError } from '../../../src/protocol/errors.ts'
import { publicKeyOf, signLogin } from '../../../src/protocol/login-proof.ts'
import type { AccountStore } from '../../../src/server/accounts/account-store.ts'
import { hashPassword, isPassword } from '../../../src/server/accounts/password-hash.ts'
import { SqliteAccounts } from '../../../src/server/accounts/sqlite-accounts.ts'
import { SqliteDatabase } from '../../../src/server/accounts/sqlite-database.ts'
import { answer } from '../../../src/server/ctl/ctl-socket.ts'
import type { Running } from '../../../src/server/ctl/verb.ts'
import { unwrap } from '../../helpers/unwrap.ts'
import { CHEAP, type Guest, Hosted } from '../hosted.ts'
import { localStore } from '../local-store.ts'

const PASSWORD = 'open sesame'

/** Sends an action and waits for the reply, which hashing a password delays. */
async function ask({ say, messages }: Guest, action: { action: string; [field: string]: unknown }) {
  const id = `${messages.length} ${action.action}`
  await say({ ...action, id })
  const find = () => messages.find((message) => message.id === id)
  await vi.waitFor(() => expect(find()).toBeDefined(), { timeout: 60_000, interval: 2 })
  return find()
}

async function named(hosted: Hosted, name: string, address?: string): Promise<Guest> {
  const guest = hosted.connect(address === undefined ? {} : { address })
  await ask(guest, { action: 'hello', name })
  return guest
}

async function registered(hosted: Hosted, name: string, fields: object = { password: PASSWORD }): Promise<Guest> {
  const guest = await named(hosted, name)
  expect(await ask(guest, { action: 'register', ...fields })).toMatchObject({ status: 'ok', name })
  return guest
}

/** The cost of hashes before it was stored with them. */
const OLD_COST = { N: 2 ** 14, r: 8, p: 1 }

describe('the hash of a password', () => {
  it('is made again at the present cost when a login proves an outdated one, with keys kept', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const accounts = hosted.context.accounts!
    const id = unwrap(await accounts.register('Ann', await hashPassword(PASSWORD, OLD_COST), 'a key'))
    const cost = async () => (await accounts.byId(id))?.password?.cost
    const eve = hosted.connect()
    expect(await ask(eve, { action: 'login', name: 'Ann', password: 'close sesame' })).toMatchObject({
      status: 'wrong password',
    })
    expect(await cost()).toEqual(OLD_COST)
    const ann = hosted.connect()
    const login = { action: 'login', name: 'Ann', password: PASSWORD }
    expect(await ask(ann, login)).toMatchObject({ status: 'ok' })
    await vi.waitFor(async () => expect(await cost()).toEqual(CHEAP), { timeout: 60_000, interval: 2 })
    expect(await accounts.hasKey(id, 'a key')).toBe(true)
    const again = hosted.connect()
    expect(await ask(again, { ...login, if_here: 'beside' })).toMatchObject({ status: 'ok' })
  })

  it('is not replaced when the password was changed meanwhile', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const accounts = hosted.context.accounts!
    const [old, wanted] = [await hashPassword(PASSWORD, OLD_COST), await hashPassword('new password', CHEAP)]
    const id = unwrap(await accounts.register('Ann', old, null))
    await accounts.setPassword(id, wanted)
    accounts.rehash(id, old.hash, await hashPassword(PASSWORD, CHEAP))
    const { password } = (await accounts.byId(id))!
    expect(await isPassword(password!, 'new password')).toBe(true)
  })
})

describe('a registered name', () => {
  it('is refused to others by hello and rename, and so are names that look like it', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const ann = await registered(hosted, 'Ann')
    await ann.breakOff()
    const eve = hosted.connect()
    for (const name of ['Ann', 'ANN', '\u0410nn']) {
      expect(await ask(eve, { action: 'hello', name })).toMatchObject({ status: 'name registered' })
    }
    expect(await ask(eve, { action: 'hello', name: 'Eve' })).toMatchObject({ status: 'ok' })
    expect(await ask(eve, { action: 'rename', name: 'ann' })).toMatchObject({ status: 'name registered' })
    expect(await ask(eve, { action: 'login', name: 'Ann', password: 'close sesame' })).toMatchObject({
      status: 'wrong password',
    })
    expect(await ask(eve, { action: 'login', name: 'Bo', password: PASSWORD })).toMatchObject({
      status: 'not registered',
    })
  })

  it('is taken by its owner with the password, who is then marked as registered', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    await (await registered(hosted, 'Ann')).breakOff()
    const ann = hosted.connect()
    expect(await ask(ann, { action: 'hello', name: 'Ann' })).toMatchObject({ status: 'name registered' })
    expect(await ask(ann, { action: 'login', name: 'ann', password: PASSWORD })).toEqual(
      expect.objectContaining({ label: 'login', status: 'ok', name: 'Ann' }),
    )
    expect(await ask(ann, { action: 'hello', name: 'Ann' })).toMatchObject({ status: 'ok' })
    await ann.say({ action: 'create', room: 'x' })
    expect(await ask(ann, { action: 'join', room: 'x' })).toMatchObject({ users: [{ name: 'Ann', registered: true }] })
    await ask(ann, { action: 'rename', name: 'Nobody' })
    expect(ann.session.room!.users()[0]).not.toHaveProperty('registered')
  })

  it('is refused with conflict when its owner is already logged in', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    await registered(hosted, 'Ann')
    const second = hosted.connect()
    expect(await ask(second, { action: 'login', name: 'Ann', password: PASSWORD })).toMatchObject({
      status: 'conflict',
    })
    expect(second.session.participant.account).toBeNull()
  })

  it('is refused to a banned owner', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    await (await registered(hosted, 'Ann')).breakOff()
    const ban = { name: 'Ann', address: null, by: 'Op', reason: '', until: Number.MAX_SAFE_INTEGER }
    hosted.context.moderation.bans.add(ban, 0)
    const ann = hosted.connect()
    const login = { action: 'login', name: 'Ann', password: PASSWORD }
    expect(await ask(ann, login)).toMatchObject({ code: 'banned' })
    expect(ann.session.participant.account).toBeNull()
  })

  it('makes its owner an operator when it was set so at the console', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    await (await registered(hosted, 'Ann')).breakOff()
    await hosted.context.accounts!.setOperator('Ann', true)
    const ann = hosted.connect()
    await ask(ann, { action: 'login', name: 'Ann', password: PASSWORD })
    expect(ann.session.participant.operator).toBe(true)
  })
})

describe('a login', () => {
  it('succeeds when the time of the last use cannot be stored, as on a full disk', async () => {
    const store = localStore(new SqliteAccounts(new SqliteDatabase(null)))
    const full = async () => {
      throw new ProtocolError('unavailable')
    }
    const accounts: AccountStore = new Proxy(store, {
      get: (_, method: keyof AccountStore) => (method === 'used' ? full : store[method]),
    })
    const hosted = new Hosted(null, {}, { accounts })
    await (await registered(hosted, 'Ann')).breakOff()
    const login = { action: 'login', name: 'Ann', password: PASSWORD }
    expect(await ask(hosted.connect(), login)).toMatchObject({ status: 'ok' })
  })

  it('is told to try again later, and the connection stays open, when accounts cannot be read', async () => {
    const fails = async () => {
      throw new ProtocolError('unavailable')
    }
    const accounts = new Proxy({}, { get: () => fails }) as AccountStore
    const hosted = new Hosted(null, {}, { accounts })
    const ann = hosted.connect()
    const login = { action: 'login', name: 'Ann', password: PASSWORD }
    expect(await ask(ann, login)).toMatchObject({ code: 'unavailable' })
    expect(await ask(ann, { action: 'list' })).toMatchObject({ rooms: [] })
  })
})

describe('an account that is logged in on several connections', () => {
  const login = { action: 'login', name: 'Ann', password: PASSWORD }

  async function twice(hosted: Hosted, if_here: string): Promise<[Guest, Guest]> {
    const first = await registered(hosted, 'Ann')
    await first.say({ action: 'create', room: 'x' }, { action: 'join', room: 'x' })
    const second = hosted.connect()
    expect(await ask(second, login)).toMatchObject({ status: 'conflict' })
    expect(second.session.participant.account).toBeNull()
    expect(await ask(second, { ...login, if_here: 'dance' })).toMatchObject({ code: 'bad_message' })
    expect(await ask(second, { ...login, if_here })).toMatchObject({ status: 'ok' })
    return [first, second]
  }

  it('has a name with a number on further ones, which say hello by the name of the account', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const [first, second] = await twice(hosted, 'beside')
    expect(await ask(second, { action: 'hello', name: 'Ann' })).toMatchObject({ status: 'ok', name: 'Ann 2' })
    const { users } = (await ask(second, { action: 'join', room: 'x' })) as { users: object[] }
    expect(users).toEqual([
      expect.objectContaining({ name: 'Ann', registered: true }),
      expect.objectContaining({ name: 'Ann 2', registered: true, person: first.session.participant.id }),
    ])
    expect(users[0]).not.toHaveProperty('person')
  })

  it('keeps the names with a number from others', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    await registered(hosted, 'Ann')
    const eve = hosted.connect()
    expect(await ask(eve, { action: 'hello', name: 'Ann 2' })).toMatchObject({ status: 'name registered' })
    expect(await ask(eve, { action: 'hello', name: 'Bo 2' })).toMatchObject({ status: 'ok' })
  })

  it('ends the other ones when it is taken over', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const [first, second] = await twice(hosted, 'take over')
    expect(second.session.participant.name).toBe('Ann')
    expect(first.messages.at(-1)).toEqual({ label: 'logged_out', name: 'Ann', reason: 'taken over' })
    expect(hosted.context.rooms.find('x')?.size).toBe(0)
    hosted.clock.advance(1_000)
    await hosted.settle()
    expect(hosted.context.sessions.size).toBe(1)
  })

  it('may have five, and one more that takes over', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    await registered(hosted, 'Ann')
    for (let i = 2; i <= 5; i++) {
      const reply = await ask(hosted.connect(), { ...login, if_here: 'beside' })
      expect(reply).toMatchObject({ status: 'ok', name: `Ann ${i}` })
    }
    const sixth = hosted.connect()
    expect(await ask(sixth, { ...login, if_here: 'beside' })).toMatchObject({ status: 'too many sessions' })
    expect(await ask(sixth, { ...login, if_here: 'take over' })).toMatchObject({ status: 'ok', name: 'Ann' })
    hosted.clock.advance(1_000)
    await hosted.settle()
    expect(hosted.context.sessions.size).toBe(1)
  })
})

describe('a connection that is logged in to an account', () => {
  const login = { action: 'login', name: 'Ann', password: PASSWORD }
  const key = publicKeyOf(generateKeyPairSync('ed25519').privateKey)

  /** The owner, and somebody who knows the password, both operators in a room. */
  async function shared() {
    const hosted = new Hosted(null, {}, { accounts: true })
    const { accounts } = hosted.context
    const owner = await registered(hosted, 'Ann')
    await accounts!.setOperator('Ann', true)
    const thief = hosted.connect()
    await ask(thief, { action: 'hello', resumable: true })
    await ask(thief, { ...login, if_here: 'beside' })
    await thief.say({ action: 'create', room: 'x' }, { action: 'join', room: 'x' })
    expect(thief.session.participant).toMatchObject({ name: 'Ann 2', operator: true })
    return { hosted, owner, thief, accounts: accounts! }
  }

  /** The thief is a guest without rights, and can leave no key. */
  async function expectLoggedOut(thief: Guest, reason: string): Promise<void> {
    const { name } = thief.session.participant
    expect(name).toMatch(/^User\d{6}$/)
    expect(thief.messages).toContainEqual({ label: 'logged_out', name, reason })
    expect(thief.session.participant).toMatchObject({ account: null, registered: false, operator: false })
    expect(thief.session.room!.users()[0]).not.toHaveProperty('operator')
    expect(await ask(thief, { action: 'account_change', add_key: key })).toMatchObject({ status: 'not logged in' })
  }

  it('is logged out when another one changes the password, and its key is void', async () => {
    const { owner, thief, accounts } = await shared()
    expect(await ask(thief, { action: 'account_change', add_key: key })).toMatchObject({ status: 'ok' })
    const fresh = publicKeyOf(generateKeyPairSync('ed25519').privateKey)
    const change = { action: 'account_change', password: PASSWORD, new_password: 'another one' }
    expect(await ask(owner, { ...change, add_key: fresh })).toMatchObject({ status: 'ok' })
    await expectLoggedOut(thief, 'password changed')
    expect(owner.session.participant).toMatchObject({ name: 'Ann', registered: true })
    const { id } = (await accounts.find('Ann'))!
    expect(await accounts.hasKey(id, key)).toBe(false)
    expect(await accounts.hasKey(id, fresh)).toBe(true)
  })

  it('is logged out when the password is reset by a code', async () => {
    const { hosted, owner, thief, accounts } = await shared()
    const reset_code = unwrap(await accounts.issueCode('Ann'))
    const reset = { action: 'account_reset', name: 'Ann', reset_code, password: 'another one' }
    expect(await ask(hosted.connect(), reset)).toMatchObject({ status: 'ok' })
    await expectLoggedOut(thief, 'password reset')
    expect(owner.session.participant.account).toBeNull()
  })

  it('is logged out when the account is removed, or ended if its connection is lost', async () => {
    const { hosted, owner, thief } = await shared()
    const cutOff = hosted.connect()
    await ask(cutOff, { action: 'hello', resumable: true })
    await ask(cutOff, { ...login, if_here: 'beside' })
    await cutOff.breakOff()
    expect(hosted.context.absences.size).toBe(1)
    await answer({ context: hosted.context } as Running, { verb: 'account', args: ['remove', 'Ann'] })
    await expectLoggedOut(thief, 'account removed')
    expect(hosted.context.absences.size).toBe(0)
    expect(await ask(owner, { action: 'rename', name: 'Ann' })).toMatchObject({ status: 'ok' })
    expect(owner.session.participant.registered).toBe(false)
  })

  it('is no operator any more when that is revoked at the console', async () => {
    const { hosted, thief } = await shared()
    await answer({ context: hosted.context } as Running, { verb: 'account', args: ['operator', 'Ann', 'off'] })
    expect(thief.session.participant).toMatchObject({ name: 'Ann 2', operator: false })
  })

  it('is refused when the password changed while it was being checked', async () => {
    const { hosted, accounts } = await shared()
    const { id } = (await accounts.find('Ann'))!
    const late = hosted.connect()
    let finish = () => {}
    const changed = accounts.whileChanging(
      id,
      () =>
        new Promise<void>((resolve) => {
          finish = resolve
        }),
    )
    expect(await ask(late, { ...login, if_here: 'beside' })).toMatchObject({ status: 'wrong password' })
    finish()
    await changed
    expect(await ask(late, { ...login, if_here: 'beside' })).toMatchObject({ status: 'ok' })
  })
})

describe('a host with a registered name', () => {
  it('is the host again when they return', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const ann = await registered(hosted, 'Ann')
    await ann.say({ action: 'create', room: 'x' }, { action: 'join', room: 'x' })
    await ann.breakOff()
    const room = hosted.context.rooms.find('x')!
    expect(room.host).toBeNull()
    const bo = await registered(hosted, 'Bo')
    await bo.say({ action: 'join', room: 'x' })
    expect(room.host).toBeNull()
    const back = hosted.connect()
    await ask(back, { action: 'login', name: 'Ann', password: PASSWORD })
    await back.say({ action: 'join', room: 'x' })
    expect(room.host).toBe(back.session.participant)
  })
})

describe('login by key', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const key = publicKeyOf(privateKey)

  const page = 'https://192.168.1.5:12345'

  async function login(guest: Guest, change: object = {}, by = privateKey) {
    const { challenge } = (await ask(guest, { action: 'challenge' })) as { challenge: string }
    const signature = signLogin({ fingerprint: null, challenge, name: 'Ann', ...change }, by)
    const fields = { name: 'Ann', key: publicKeyOf(by), signature }
    return [await ask(guest, { action: 'login', ...fields }), fields] as const
  }

  it('accepts a signature of the challenge once', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    await (await registered(hosted, 'Ann', { key })).breakOff()
    const ann = hosted.connect()
    const [reply, fields] = await login(ann)
    expect(reply).toMatchObject({ status: 'ok' })
    await ann.breakOff()
    const eve = hosted.connect()
    expect(await ask(eve, { action: 'login', ...fields })).toMatchObject({ code: 'not_allowed' })
    await ask(eve, { action: 'challenge' })
    expect(await ask(eve, { action: 'login', ...fields })).toMatchObject({ status: 'wrong key' })
  })

  it('refuses a signature for another server, challenge, name or key', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    await (await registered(hosted, 'Ann', { key })).breakOff()
    const eve = hosted.connect()
    for (const change of [{ fingerprint: 'ab'.repeat(32) }, { challenge: 'mine' }, { name: 'Bo' }]) {
      expect((await login(eve, change))[0]).toMatchObject({ status: 'wrong key' })
    }
    const other = generateKeyPairSync('ed25519').privateKey
    expect((await login(eve, {}, other))[0]).toMatchObject({ status: 'wrong key' })
    expect(await ask(eve, { action: 'login', name: 'Ann' })).toMatchObject({ code: 'not_allowed' })
  })

  it('accepts the signature of a page for its own origin alone', async () => {
    const hosted = new Hosted(null, {}, { accounts: true, tls: true })
    await (await registered(hosted, 'Ann', { key })).breakOff()
    const { fingerprint } = hosted.context
    const visit = (origin: string | null) => hosted.connect({ encrypted: true, page: origin })
    for (const [origin, signed] of [
      [page, { page: 'https://192.168.1.6:12345' }],
      [page, { page: 'http://192.168.1.5:12345' }],
      [page, { fingerprint }],
      [null, { page }],
    ] as const) {
      expect((await login(visit(origin), signed))[0]).toMatchObject({ status: 'wrong key' })
    }
    expect((await login(visit(page), { page }))[0]).toMatchObject({ status: 'ok' })
  })

  it('lists the keys of the account, with where they are kept and when they were used', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const ann = await registered(hosted, 'Ann')
    const eve = await named(hosted, 'Eve')
    expect(await ask(eve, { action: 'account_keys' })).toMatchObject({ status: 'not logged in' })
    await ask(ann, { action: 'account_change', add_key: key, key_name: 'Firefox\u0007 on Linux' })
    const added = hosted.clock.date()
    hosted.clock.advance(5)
    expect(await ask(ann, { action: 'account_keys' })).toMatchObject({
      keys: [{ key, name: 'Firefox on Linux', added, used: 0 }],
    })
    await ann.breakOff()
    const again = hosted.connect()
    await login(again)
    expect(await ask(again, { action: 'account_keys' })).toMatchObject({ keys: [{ key, used: hosted.clock.date() }] })
  })

  it('is void on all devices after logging out everywhere, and the others are logged out', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const ann = await registered(hosted, 'Ann', { password: PASSWORD, key })
    const second = hosted.connect()
    await ask(second, { action: 'login', name: 'Ann', password: PASSWORD, if_here: 'beside' })
    expect(await ask(ann, { action: 'account_change', log_out_everywhere: true })).toMatchObject({ status: 'ok' })
    expect(second.messages).toContainEqual(expect.objectContaining({ label: 'logged_out', reason: 'logged out' }))
    expect(await ask(ann, { action: 'account_keys' })).toMatchObject({ keys: [] })
    expect((await login(hosted.connect()))[0]).toMatchObject({ status: 'wrong key' })
  })

  it('lets only the owner add and remove keys', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const ann = await registered(hosted, 'Ann')
    const eve = await named(hosted, 'Eve')
    expect(await ask(eve, { action: 'account_change', add_key: key })).toMatchObject({ status: 'not logged in' })
    expect(await ask(ann, { action: 'account_change', add_key: 'nonsense' })).toMatchObject({ code: 'bad_message' })
    expect(await ask(ann, { action: 'account_change', add_key: key })).toMatchObject({ status: 'ok' })
    await ann.breakOff()
    const again = hosted.connect()
    expect((await login(again))[0]).toMatchObject({ status: 'ok' })
    await ask(again, { action: 'account_change', remove_key: key })
    await again.breakOff()
    expect((await login(hosted.connect()))[0]).toMatchObject({ status: 'wrong key' })
  })
})

describe('the password of an account', () => {
  it('is changed when the current one is given', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const ann = await registered(hosted, 'Ann')
    const change = { action: 'account_change', new_password: 'another one' }
    expect(await ask(ann, { ...change, password: 'a wrong one' })).toMatchObject({ status: 'wrong password' })
    expect(await ask(ann, change)).toMatchObject({ status: 'wrong password' })
    expect(await ask(ann, { ...change, password: PASSWORD })).toMatchObject({ status: 'ok' })
    await ann.breakOff()
    const again = hosted.connect()
    expect(await ask(again, { action: 'login', name: 'Ann', password: PASSWORD })).toMatchObject({
      status: 'wrong password',
    })
    expect(await ask(again, { action: 'login', name: 'Ann', password: 'another one' })).toMatchObject({ status: 'ok' })
  })

  it('is reset by a code of the operator, once', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    await (await registered(hosted, 'Ann')).breakOff()
    const reset_code = unwrap(await hosted.context.accounts!.issueCode('Ann'))
    const guest = hosted.connect()
    const reset = { action: 'account_reset', name: 'Ann', password: 'another one' }
    expect(await ask(guest, { ...reset, reset_code: 'guess' })).toMatchObject({ status: 'wrong code' })
    expect(await ask(guest, { ...reset, reset_code })).toMatchObject({ status: 'ok' })
    expect(await ask(guest, { ...reset, reset_code })).toMatchObject({ status: 'wrong code' })
    expect(await ask(guest, { action: 'login', name: 'Ann', password: 'another one' })).toMatchObject({ status: 'ok' })
  })

  it('is refused when too short, and registrations per address are limited', async () => {
    const hosted = new Hosted(null, { newPasswords: 3 }, { accounts: true })
    const ann = await named(hosted, 'Ann', '10.0.0.1')
    expect(await ask(ann, { action: 'register', password: 'short' })).toMatchObject({ code: 'bad_message' })
    expect(await ask(ann, { action: 'register' })).toMatchObject({ code: 'bad_message' })
    for (let i = 0; i < 3; i++) {
      await ask(ann, { action: 'rename', name: `Ann ${i}` })
      Object.assign(ann.session.participant, { account: null })
      expect(await ask(ann, { action: 'register', password: PASSWORD })).toMatchObject({ status: 'ok' })
    }
    await ask(ann, { action: 'rename', name: 'One more' })
    Object.assign(ann.session.participant, { account: null })
    expect(await ask(ann, { action: 'register', password: PASSWORD })).toMatchObject({ code: 'too_fast' })
  })
})

describe('a server without accounts', () => {
  it('replies with no accounts, and lets clients use any name', async () => {
    const hosted = new Hosted()
    const ann = await named(hosted, 'Ann')
    for (const action of [
      { action: 'register', password: PASSWORD },
      { action: 'login', name: 'Ann', password: PASSWORD },
      { action: 'account_reset', name: 'Ann', reset_code: 'x', password: PASSWORD },
    ]) {
      expect(await ask(ann, action)).toMatchObject({ status: 'no accounts' })
    }
    expect(await ask(ann, { action: 'account_change' })).toMatchObject({ status: 'not logged in' })
  })
})
