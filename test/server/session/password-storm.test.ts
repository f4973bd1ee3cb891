import { afterEach, describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Password } from '../../../src/server/accounts/password.ts'
import { hashPassword } from '../../../src/server/accounts/password-hash.ts'
import { eventually } from '../../helpers/eventually.ts'
import { CHEAP, type Guest, Hosted } from '../hosted.ts'

const CROWD = 60
const PASSWORD = 'correct horse'
const HOSTILE = '10.0.0.66'
const HONEST = '10.0.0.7'

describe('a crowd behind one address', () => {
  let crowd: Guest[] = []

  afterEach(async () => {
    // What they still wait for is dropped.
    for (const guest of crowd) guest.session.close()
  })

  function gather(hosted: Hosted, address: string): Guest[] {
    crowd = Array.from({ length: CROWD }, () => hosted.connect({ address }))
    return crowd
  }

  /** All of them say the same at once. */
  async function chorus(guests: readonly Guest[], say: (i: number) => object[]): Promise<void> {
    await Promise.all(guests.map((guest, i) => guest.say(...say(i))))
  }

  function statuses(guests: readonly Guest[], label: string): unknown[] {
    return guests.map(({ messages }) => messages.find((message) => message.label === label)?.status)
  }

  it('is back in a private room after a restart, with the right passwords and no slow hash', async () => {
    const hosted = new Hosted(new Password('open sesame'), { newPasswords: 1 })
    const guests = gather(hosted, HONEST)
    const room = { room: 'board', password: 'secret' }
    await chorus(guests, (i) => [{ action: 'hello', name: `Guest ${i}`, password: 'open sesame' }])
    expect(new Set(statuses(guests, 'hello'))).toEqual(new Set(['ok']))
    await chorus(guests, () => [
      { action: 'create', ...room },
      { action: 'join', ...room },
    ])
    await eventually(() => hosted.context.rooms.find('board')?.size).toBe(CROWD)
    expect(statuses(guests, 'created_room').filter((status) => status === 'ok')).toHaveLength(1)
    expect(hosted.context.slowWork.done).toBe(0)
    expect(guests.filter(({ messages }) => messages.some(({ label }) => label === 'error'))).toEqual([])
  })

  it('is not throttled while right passwords are being checked', async () => {
    const hosted = await withAccount()
    const guests = gather(hosted, HONEST)
    await chorus(guests.slice(0, limits.wrongPasswords + 5), () => [
      { action: 'login', name: 'Ann', password: PASSWORD },
    ])
    await eventually(() => guests.flatMap(({ messages }) => messages).length).toBe(limits.wrongPasswords + 5)
    const codes = guests.flatMap(({ messages }) => messages.map(({ code, status }) => code ?? status))
    // Only one of them can have the name; none was refused for its password.
    expect(codes.filter((code) => code === 'too_fast' || code === 'wrong password')).toEqual([])
  })

  it('that guesses in parallel has ten guesses checked, and the rest refused', async () => {
    const hosted = await withAccount()
    const guests = gather(hosted, HOSTILE)
    await chorus(guests, (i) => [{ action: 'login', name: 'Ann', password: `guess ${i}` }])
    await eventually(() => guests.every(({ messages }) => messages.length === 1)).toBe(true)
    const checked = statuses(guests, 'login').filter((status) => status === 'wrong password')
    expect(checked).toHaveLength(limits.wrongPasswords)
    const refused = guests.filter(({ messages }) => messages[0]!.code === 'too_fast')
    expect(refused).toHaveLength(CROWD - limits.wrongPasswords)
  })

  it('that registers names delays logins and registrations of others by a few hashes', async () => {
    const hosted = await withAccount()
    const { slowWork } = hosted.context
    const guests = await greeted(hosted, HOSTILE)
    const [ann, bo] = [hosted.connect({ address: HONEST }), hosted.connect({ address: HONEST })]
    await bo.say({ action: 'hello', name: 'Bo' })
    const finish = hosted.occupySlowWork()
    await chorus(guests, () => [{ action: 'register', password: PASSWORD }])
    await ann.say({ action: 'login', name: 'Ann', password: PASSWORD })
    await bo.say({ action: 'register', password: PASSWORD })
    expect(slowWork.waiting).toBe(CROWD + 2)
    const left: number[] = []
    for (const guest of [ann, bo]) guest.stream.on('data', () => left.push(slowWork.waiting))
    finish()
    await eventually(() => left.length).toBe(2)
    expect(ann.messages).toMatchObject([{ label: 'login', status: 'ok' }])
    expect(bo.messages.slice(1)).toMatchObject([{ label: 'register', status: 'ok' }])
    expect(CROWD + 2 - Math.min(...left)).toBeLessThanOrEqual(8)
  })

  it('that disconnects leaves nothing to be hashed', async () => {
    const hosted = await withAccount()
    const guests = await greeted(hosted, HOSTILE)
    const finish = hosted.occupySlowWork()
    await chorus(guests, () => [{ action: 'register', password: PASSWORD }])
    for (const guest of guests) await guest.breakOff()
    finish()
    await eventually(() => hosted.context.slowWork.waiting).toBe(0)
    await hosted.settle()
    expect(await hosted.context.accounts!.list()).toHaveLength(1)
  })

  it('that makes more rooms with passwords than allowed in a minute is refused', async () => {
    const hosted = new Hosted(null, { newPasswords: 5 })
    const guests = gather(hosted, HOSTILE).slice(0, 10)
    await chorus(guests, (i) => [{ action: 'create', room: `flood ${i}`, password: 'x' }])
    expect(hosted.context.rooms.all()).toHaveLength(5)
    expect(guests.filter(({ messages }) => messages[0]!.code === 'too_fast')).toHaveLength(5)
  })

  /** A crowd that said hello. */
  async function greeted(hosted: Hosted, address: string): Promise<Guest[]> {
    const guests = gather(hosted, address)
    await chorus(guests, (i) => [{ action: 'hello', name: `Guest ${i}` }])
    return guests
  }

  async function withAccount(): Promise<Hosted> {
    const hosted = new Hosted(null, {}, { accounts: true })
    await hosted.context.accounts!.register('Ann', await hashPassword(PASSWORD, CHEAP), null)
    return hosted
  }
})
