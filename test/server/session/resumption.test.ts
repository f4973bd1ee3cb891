import { beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { logIn } from '../../../src/server/session/claim-name.ts'
import { unwrap } from '../../helpers/unwrap.ts'
import { Hosted } from '../hosted.ts'

type Guest = ReturnType<Hosted['connect']>

describe('a session whose connection is lost', () => {
  let hosted: Hosted
  let ann: Guest
  let bo: Guest
  let token: string

  beforeEach(async () => {
    hosted = new Hosted()
    ;[ann, bo] = (await hosted.meet('Ann', 'Bo')) as [Guest, Guest]
    await bo.say({ action: 'hello', name: 'Bo', resumable: true }, { action: 'mute', muted: true })
    token = bo.messages.find(({ label }) => label === 'hello')!.resume as string
    await passed(100)
    ann.messages.length = 0
  })

  async function passed(ms: number): Promise<void> {
    hosted.clock.advance(ms)
    await hosted.settle()
  }

  async function breakOff(guest: Guest): Promise<void> {
    await guest.breakOff()
    await passed(100)
  }

  function pushes(label: string): Record<string, unknown>[] {
    return ann.messages.filter((message) => message.label === label)
  }

  it('is shown to others as reconnecting, and stays in its room', async () => {
    await breakOff(bo)
    expect(pushes('room_users').at(-1)!.users).toMatchObject([
      { name: 'Ann' },
      { name: 'Bo', muted: true, reconnecting: true },
    ])
  })

  it('resumes with id, name, room and state when the token is sent', async () => {
    await breakOff(bo)
    const back = hosted.connect()
    await back.say({ action: 'hello', name: 'Bo', resumable: true, resume: token })
    expect(back.messages[0]).toMatchObject({
      label: 'hello',
      status: 'ok',
      resumed: true,
      user: 2,
      name: 'Bo',
      room: 'hello',
    })
    await passed(100)
    const users = pushes('room_users').at(-1)!.users as object[]
    expect(users).toMatchObject([{ id: 1 }, { id: 2, name: 'Bo', muted: true }])
    expect(users[1]).not.toHaveProperty('reconnecting')
    await back.say({ action: 'say', text: 'here again' })
    expect(pushes('said')).toMatchObject([{ from: 2, text: 'here again' }])
  })

  it('is sent the latest of many missed chat messages', async () => {
    await breakOff(bo)
    for (let i = 0; i < limits.missedTexts + 5; i++) {
      await ann.say({ action: 'say', text: `line ${i}` })
      await passed(500)
    }
    const back = hosted.connect()
    await back.say({ action: 'hello', resume: token })
    const said = back.messages.filter(({ label }) => label === 'said')
    expect(said).toHaveLength(limits.missedTexts)
    expect(said.at(-1)).toMatchObject({ text: `line ${limits.missedTexts + 4}` })
  })

  it('is sent the chat messages it missed', async () => {
    await breakOff(bo)
    await ann.say({ action: 'say', text: 'one' }, { action: 'say', text: 'two' })
    const back = hosted.connect()
    await back.say({ action: 'hello', resumable: true, resume: token })
    const said = back.messages.filter(({ label }) => label === 'said').map(({ text }) => text)
    expect(said).toEqual(['one', 'two'])
    expect(back.messages[0]!.label).toBe('hello')
  })

  it('is sent that it was removed from its room meanwhile', async () => {
    await breakOff(bo)
    await ann.say({ action: 'kick', user: 2, reason: 'gone too long' })
    const back = hosted.connect()
    await back.say({ action: 'hello', resume: token })
    expect(back.messages[0]).toMatchObject({ resumed: true })
    expect(back.messages[0]).not.toHaveProperty('room')
    expect(back.messages[1]).toMatchObject({ label: 'removed', user: 2, reason: 'gone too long' })
  })

  it('ends after a minute, and its token becomes invalid', async () => {
    await breakOff(bo)
    await passed(limits.resumeWithin)
    expect(pushes('room_users').at(-1)!.users).toMatchObject([{ name: 'Ann' }])
    const back = hosted.connect()
    await back.say({ action: 'hello', name: 'Bo', resume: token })
    expect(back.messages[0]).toMatchObject({ label: 'hello', status: 'ok', resumed: false })
    expect(back.messages[0]).not.toHaveProperty('room')
    expect(hosted.context.absences.size).toBe(0)
  })

  it('resumes while its old connection still seems to be open', async () => {
    const back = hosted.connect()
    await back.say({ action: 'hello', name: 'Bo', resumable: true, resume: token })
    expect(back.messages[0]).toMatchObject({ resumed: true, user: 2, name: 'Bo', room: 'hello' })
    await passed(2_000)
    expect(hosted.closed).toBe(1)
    expect(hosted.context.roster.count).toBe(2)
    expect(ann.session.room!.users()).toMatchObject([{ name: 'Ann' }, { name: 'Bo' }])
  })

  it('ends when a client from the same address takes its name', async () => {
    await breakOff(bo)
    const other = hosted.connect()
    await other.say({ action: 'hello', name: 'BO' })
    expect(other.messages[0]).toMatchObject({ status: 'ok', name: 'BO' })
    await passed(100)
    expect(pushes('room_users').at(-1)!.users).toMatchObject([{ name: 'Ann' }])
    const back = hosted.connect()
    await back.say({ action: 'hello', name: 'Bo', resume: token })
    expect(back.messages[0]).toMatchObject({ status: 'conflict', resumed: false })
  })

  it('keeps its name from clients of other addresses, by hello and by rename', async () => {
    await breakOff(bo)
    const other = hosted.connect({ address: '10.0.0.9' })
    await other.say({ action: 'hello', name: 'Bo' }, { action: 'hello', name: 'Cy' })
    await other.say({ action: 'rename', name: 'BO' })
    expect(other.messages.map(({ status }) => status)).toEqual(['conflict', 'ok', 'conflict'])
    const back = hosted.connect({ address: '10.0.0.7' })
    await back.say({ action: 'hello', name: 'Bo', resume: token })
    expect(back.messages[0]).toMatchObject({ status: 'ok', resumed: true, room: 'hello' })
  })

  it('frees its name for everybody when it expires', async () => {
    await breakOff(bo)
    await passed(limits.resumeWithin)
    const other = hosted.connect({ address: '10.0.0.9' })
    await other.say({ action: 'hello', name: 'Bo' })
    expect(other.messages[0]).toMatchObject({ status: 'ok', name: 'Bo' })
  })

  it('is resumed only once by a token', async () => {
    await breakOff(bo)
    for (const resumed of [true, false]) {
      const back = hosted.connect()
      await back.say({ action: 'hello', resume: token })
      expect(back.messages[0]).toMatchObject({ resumed })
    }
  })

  it('is resumed by the same token again when the reply with the next one was lost', async () => {
    await breakOff(bo)
    for (const _ of [1, 2]) {
      const back = hosted.connect({ reads: false })
      await back.say({ action: 'ping' }, { action: 'hello', name: 'Bo', resumable: true, resume: token })
      await back.breakOff()
    }
    const back = hosted.connect()
    await back.say({ action: 'hello', name: 'Bo', resumable: true, resume: token }, { action: 'list' })
    expect(back.messages[0]).toMatchObject({ status: 'ok', resumed: true, room: 'hello' })
    await back.breakOff()
    const late = hosted.connect()
    await late.say({ action: 'hello', resume: token })
    expect(late.messages[0]).toMatchObject({ resumed: false })
  })

  it('ends at once when the client sent exit', async () => {
    await bo.say({ action: 'exit' })
    await passed(2_000)
    expect(hosted.context.absences.size).toBe(0)
    expect(hosted.context.roster.count).toBe(1)
    expect(ann.session.room!.users()).toMatchObject([{ name: 'Ann' }])
  })

  it('ends at once without a token', async () => {
    await breakOff(ann)
    expect(hosted.context.roster.count).toBe(1)
  })

  it('keeps recording as long as it can be resumed', async () => {
    await bo.say({ action: 'record_start' })
    await breakOff(bo)
    await passed(1_000)
    expect(pushes('recording')).toMatchObject([{ on: true }])
    await passed(limits.resumeWithin)
    expect(pushes('recording')).toMatchObject([{ on: true }, { on: false }])
  })

  it('keeps a temporary room', async () => {
    await ann.say({ action: 'create', room: 'short', temporary: true })
    await bo.say({ action: 'join', room: 'short' })
    await breakOff(bo)
    expect(hosted.context.rooms.find('short')).toBeDefined()
    await passed(limits.resumeWithin)
    expect(hosted.context.rooms.find('short')).toBeUndefined()
  })
})

describe('a temporary room that no one has joined', () => {
  it('is removed when its creator disconnects', async () => {
    const hosted = new Hosted()
    const ann = hosted.connect()
    await ann.say({ action: 'create', room: 'short', temporary: true }, { action: 'create', room: 'long' })
    expect(hosted.context.rooms.find('short')).toBeDefined()
    await ann.breakOff()
    expect(hosted.context.rooms.describe().rooms).toEqual(['long'])
  })

  it("stays while its creator's session can be resumed", async () => {
    const hosted = new Hosted()
    const ann = hosted.connect()
    await ann.say({ action: 'hello', resumable: true }, { action: 'create', room: 'short', temporary: true })
    const token = ann.messages.find(({ label }) => label === 'hello')!.resume
    await ann.breakOff()
    const back = hosted.connect()
    await back.say({ action: 'hello', resume: token as string })
    hosted.clock.advance(2 * limits.resumeWithin)
    expect(hosted.context.rooms.find('short')).toBeDefined()
    await back.breakOff()
    expect(hosted.context.rooms.find('short')).toBeUndefined()
  })
})

describe('a session of an account whose connection is lost', () => {
  it('gives its name to a login from any address, and to nobody else', async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const ann = hosted.connect({ address: '10.0.0.1' })
    await ann.say({ action: 'hello', name: 'Ann', resumable: true })
    ann.session.participant.account = unwrap(await hosted.context.accounts!.register('Ann', null, null))
    await ann.breakOff()
    const stranger = hosted.connect({ address: '10.0.0.1' })
    await stranger.say({ action: 'hello', name: 'Ann' })
    expect(stranger.messages[0]).toMatchObject({ status: 'name registered' })
    const elsewhere = hosted.connect({ address: '10.0.0.2' })
    const account = (await hosted.context.accounts!.find('Ann'))!
    expect(await logIn(elsewhere.session, account)).toMatchObject({ ok: true })
    expect(hosted.context.absences.size).toBe(0)
  })
})

describe('sessions kept for clients that were cut off', () => {
  /** Clients that were cut off, each in a room unless it only said hello. */
  async function cutOff(hosted: Hosted, count: number, address: string, room = false): Promise<Guest[]> {
    const guests = Array.from({ length: count }, () => hosted.connect({ address }))
    for (const guest of guests) {
      await guest.say({ action: 'hello', resumable: true }, ...(room ? [{ action: 'join', room: 'x' }] : []))
    }
    for (const guest of guests) await guest.breakOff()
    return guests
  }

  async function resumes(hosted: Hosted, { messages }: Guest): Promise<boolean> {
    const back = hosted.connect()
    const { resume } = messages.find(({ label }) => label === 'hello')!
    await back.say({ action: 'hello', resume })
    return back.messages[0]!.resumed as boolean
  }

  it('are limited per address: a flood displaces itself, and not those who are in a room', async () => {
    const hosted = new Hosted(null, { absentPerAddress: 3 })
    await hosted.connect().say({ action: 'create', room: 'x' })
    const [honest] = await cutOff(hosted, 1, '10.0.0.1', true)
    const [first, second, ...rest] = await cutOff(hosted, 5, '10.0.0.1')
    expect(hosted.context.absences.size).toBe(3)
    const kept = await Promise.all([honest, first, second, ...rest].map((one) => resumes(hosted, one!)))
    expect(kept).toEqual([true, true, true, false, false, false])
  })

  it('of one network make place for those of another when there are too many in all', async () => {
    const hosted = new Hosted(null, { absentSessions: 4 })
    await cutOff(hosted, 2, '2001:db8::1')
    await cutOff(hosted, 4, '2001:db8::2')
    expect(hosted.context.absences.size).toBe(4)
    const honest = await cutOff(hosted, 2, '10.0.0.1')
    const late = await cutOff(hosted, 1, '10.0.0.2')
    expect(hosted.context.absences.size).toBe(4)
    const kept = await Promise.all([...honest, ...late].map((one) => resumes(hosted, one)))
    expect(kept).toEqual([true, true, true])
    expect([...hosted.context.absences].map(({ address }) => address)).toEqual(['2001:db8::1'])
  })
})

describe('a heartbeat', () => {
  it('keeps a client connected, which is disconnected when it stops', async () => {
    const hosted = new Hosted()
    const ann = hosted.connect()
    await ann.say({ action: 'ping', id: 1 })
    expect(ann.messages).toEqual([{ label: 'pong', id: 1 }])
    hosted.clock.advance(limits.heartbeatPatience - 1)
    ann.session.checkPatience()
    await ann.say({ action: 'ping' })
    hosted.clock.advance(limits.heartbeatPatience - 1)
    ann.session.checkPatience()
    await hosted.settle()
    expect(ann.messages.at(-1)!.label).toBe('pong')
    hosted.clock.advance(2)
    ann.session.checkPatience()
    await hosted.settle()
    expect(ann.messages.at(-1)).toMatchObject({ label: 'error', code: 'timeout' })
  })

  it('is not required of a client that never sent one', async () => {
    const hosted = new Hosted()
    const ann = hosted.connect()
    await ann.say({ action: 'list' })
    hosted.clock.advance(10 * limits.heartbeatPatience)
    ann.session.checkPatience()
    await hosted.settle()
    expect(ann.messages.map(({ label }) => label)).toEqual(['list_rooms'])
  })
})
