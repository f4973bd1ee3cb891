import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'
import { type Guest, Hosted } from '../hosted.ts'

const MINUTE = 60_000
const TOKEN = 'open the server sesame'

/** The last message with that label that the client was sent. */
function last({ messages }: Guest, label: string) {
  return messages.findLast((message) => message.label === label)
}

function idOf({ session }: Guest): number {
  return session.participant.id
}

/** A user by name, as in the last `room_users` that `by` was sent. */
async function seen(hosted: Hosted, by: Guest, name: string) {
  hosted.clock.advance(1000)
  await hosted.settle()
  const { users } = last(by, 'room_users') as { users: { name: string }[] }
  return users.find((user) => user.name === name)
}

async function hello(hosted: Hosted, name: string, address = '10.0.0.9', fields: object = {}): Promise<Guest> {
  const guest = hosted.connect({ address })
  await guest.say({ action: 'hello', name, ...fields })
  return guest
}

describe('the host of a room', () => {
  it('is its creator, and is marked as host', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await bo!.say({ action: 'mute', muted: true })
    expect(await seen(hosted, ann!, 'Ann')).toMatchObject({ host: true })
    expect(await seen(hosted, ann!, 'Bo')).not.toHaveProperty('host')
  })

  it('kicks a user with a reason, before room_users is pushed; the user may rejoin', async () => {
    const hosted = new Hosted()
    const [ann, bo, cy] = await hosted.meet('Ann', 'Bo', 'Cy')
    await ann!.say({ action: 'kick', user: idOf(bo!), reason: 'too \u001B[31mloud' })
    expect(ann!.messages[0]).toEqual({ label: 'kick', status: 'ok', user: idOf(bo!) })
    const removed = { label: 'removed', user: idOf(bo!), name: 'Bo', by: 'Ann', room: 'hello', reason: 'too loud' }
    for (const guest of [ann, bo, cy]) expect(last(guest!, 'removed')).toEqual({ ...removed, from: 'room' })
    expect(bo!.session.room).toBeNull()
    await bo!.say({ action: 'join', room: 'hello' })
    expect(last(bo!, 'join_room')).toMatchObject({ status: 'ok' })
    expect(hosted.moderated).toEqual(['Moderation: Ann (host) kicked Bo at ::1 in the room hello : too loud'])
  })

  it('takes no offence at voice that was on its way when its sender was kicked', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    const errors = () => bo!.messages.filter(({ label }) => label === 'error')
    const talk = async (frames: number) => {
      for (let i = 0; i < frames; i++) bo!.stream.write(encode({ action: 'voice', bytes: 1920 }, Buffer.alloc(1920)))
      await hosted.settle()
    }
    await ann!.say({ action: 'kick', user: idOf(bo!) })
    await talk(50)
    expect(errors()).toEqual([])
    hosted.clock.advance(5_000)
    await talk(1)
    expect(errors()).toMatchObject([{ code: 'not_in_a_room' }])
  })

  it('bans a user from the room by name, similar names and address until the ban expires', async () => {
    const hosted = new Hosted()
    const [ann] = await hosted.meet('Ann')
    const bo = await hello(hosted, 'Bo')
    await bo.say({ action: 'join', room: 'hello' })
    await ann!.say({ action: 'ban', user: idOf(bo), minutes: 10, reason: 'too loud' })
    expect(last(bo, 'removed')).toMatchObject({ minutes: 10, from: 'room', by: 'Ann' })
    hosted.clock.advance(MINUTE)
    await bo.say({ action: 'join', room: 'hello' })
    expect(last(bo, 'join_room')).toEqual({
      label: 'join_room',
      status: 'banned',
      room: 'hello',
      message: 'Ann banned you from hello for 9 more minutes: too loud',
    })
    const alike = await hello(hosted, 'Robert', '10.0.0.9')
    await alike.say({ action: 'join', room: 'hello' })
    expect(last(alike, 'join_room')).toMatchObject({ status: 'banned' })
    const other = await hello(hosted, 'Cy', '10.0.0.10')
    await other.say({ action: 'join', room: 'hello' }, { action: 'rename', name: 'BO ' })
    expect(last(other, 'join_room')).toMatchObject({ status: 'ok' })
    expect(last(other, 'error')).toMatchObject({ code: 'not_allowed' })
    hosted.clock.advance(9 * MINUTE)
    await bo.say({ action: 'join', room: 'hello' })
    expect(last(bo, 'join_room')).toMatchObject({ status: 'ok' })
  })

  it('bans only the name of a user on loopback or with the same address', async () => {
    for (const address of ['127.0.0.1', '10.0.0.9']) {
      const hosted = new Hosted()
      const [ann, bo] = [await hello(hosted, 'Ann', address), await hello(hosted, 'Bo', address)]
      await ann.say({ action: 'create', room: 'hello' }, { action: 'join', room: 'hello' })
      await bo.say({ action: 'join', room: 'hello' })
      await ann.say({ action: 'ban', user: idOf(bo), minutes: 1 })
      await bo.say({ action: 'join', room: 'hello' }, { action: 'rename', name: 'Another' })
      expect(last(bo, 'join_room')).toMatchObject({ status: 'banned' })
      await bo.say({ action: 'join', room: 'hello' })
      expect(last(bo, 'join_room')).toMatchObject({ status: 'ok' })
    }
  })

  it('cannot ban a shared address', async () => {
    const hosted = new Hosted()
    const [ann] = await hosted.meet('Ann')
    const bo = await hello(hosted, 'Bo')
    await bo.say({ action: 'join', room: 'hello' })
    await ann!.say({ action: 'ban', user: idOf(bo), minutes: 1, address: true })
    expect(last(ann!, 'error')).toMatchObject({ code: 'not_allowed' })
    expect(bo.session.room).not.toBeNull()
  })

  it('lists the bans of the room without addresses, and lifts them', async () => {
    const hosted = new Hosted()
    const [ann] = await hosted.meet('Ann')
    const bo = await hello(hosted, 'Bo')
    await bo.say({ action: 'join', room: 'hello' })
    await ann!.say({ action: 'ban', user: idOf(bo), minutes: 10 }, { action: 'bans' })
    expect(last(ann!, 'bans')).toEqual({
      label: 'bans',
      bans: [{ name: 'Bo', room: 'hello', minutes_left: 10, by: 'Ann', reason: '' }],
    })
    await ann!.say({ action: 'unban', name: 'bo' }, { action: 'unban', name: 'bo' })
    expect(ann!.messages.filter(({ label }) => label === 'unban')).toMatchObject([
      { status: 'ok' },
      { status: 'not banned' },
    ])
    await bo.say({ action: 'join', room: 'hello' })
    expect(last(bo, 'join_room')).toMatchObject({ status: 'ok' })
    expect(hosted.moderated.at(-1)).toBe('Moderation: Ann (host) unbanned bo in the room hello')
  })

  it('mutes a user for everyone, who cannot undo that by unmuting or rejoining', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    const voice = { action: 'voice', bytes: 1920 }
    const speak = async () => {
      bo!.stream.write(`${JSON.stringify(voice)}\n`)
      bo!.stream.write(Buffer.alloc(1920, 0x33))
      await hosted.settle()
      for (let i = 0; i < 10; i++) hosted.clock.advance(20)
      await hosted.settle()
      return last(ann!, 'speaking')?.users
    }
    await ann!.say({ action: 'deafen', deafened: true })
    expect(await speak()).toEqual([idOf(bo!)])
    await ann!.say({ action: 'mute_for_all', user: idOf(bo!), muted: true })
    ann!.messages.length = 0
    await bo!.say({ action: 'mute', muted: false }, { action: 'quit_room' }, { action: 'join', room: 'hello' })
    expect(await seen(hosted, ann!, 'Bo')).toMatchObject({ muted: false, muted_by_host: true })
    ann!.messages.length = 0
    expect(await speak()).toBeUndefined()
    await ann!.say({ action: 'mute_for_all', user: idOf(bo!), muted: false })
    expect(await speak()).toEqual([idOf(bo!)])
  })

  it('keeps a user muted on a new connection until they are unmuted', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say({ action: 'mute_for_all', user: idOf(bo!), muted: true })
    await bo!.say({ action: 'hello', name: 'Other' }, { action: 'quit' })
    const again = await hello(hosted, 'bo')
    await again.say({ action: 'join', room: 'hello' })
    expect(await seen(hosted, ann!, 'bo')).toMatchObject({ muted_by_host: true })
    await ann!.say({ action: 'mute_for_all', user: idOf(again), muted: false })
    await again.say({ action: 'quit_room' }, { action: 'join', room: 'hello' })
    expect(await seen(hosted, ann!, 'bo')).not.toHaveProperty('muted_by_host')
  })

  it('closes the room to everyone but the host, until the last participant leaves', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    const cy = await hello(hosted, 'Cy')
    await ann!.say({ action: 'lock', locked: true })
    await cy.say({ action: 'join', room: 'hello' }, { action: 'list' })
    expect(last(cy, 'join_room')).toEqual({ label: 'join_room', status: 'room locked', room: 'hello' })
    expect(last(cy, 'list_rooms')).toMatchObject({ details: [{ closed: true }] })
    await ann!.say({ action: 'quit_room' }, { action: 'join', room: 'hello' })
    expect(last(ann!, 'join_room')).toMatchObject({ status: 'ok' })
    await ann!.say({ action: 'quit_room' })
    await bo!.say({ action: 'quit_room' })
    await cy.say({ action: 'join', room: 'hello' })
    expect(last(cy, 'join_room')).toMatchObject({ status: 'ok' })
  })

  it('hands the room over, and loses the right to moderate it', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say({ action: 'hand_over', user: idOf(bo!) })
    expect(await seen(hosted, ann!, 'Bo')).toMatchObject({ host: true })
    await ann!.say({ action: 'kick', user: idOf(bo!) })
    expect(last(ann!, 'error')).toMatchObject({ code: 'not_allowed' })
    await bo!.say({ action: 'kick', user: idOf(ann!) })
    expect(ann!.session.room).toBeNull()
  })

  it('stays the host when the session is resumed', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say({ action: 'hello', resumable: true })
    const resume = last(ann!, 'hello')!.resume
    await ann!.breakOff()
    const back = hosted.connect()
    await back.say({ action: 'hello', resume }, { action: 'kick', user: idOf(bo!) })
    expect(last(back, 'kick')).toMatchObject({ status: 'ok' })
  })

  it('is succeeded by the longest-present participant in a temporary room, and by no one in a permanent one', async () => {
    const hosted = new Hosted()
    const ann = await hello(hosted, 'Ann')
    const [bo, cy] = [await hello(hosted, 'Bo'), await hello(hosted, 'Cy')]
    await ann.say({ action: 'create', room: 'short', temporary: true }, { action: 'create', room: 'long' })
    for (const guest of [bo, cy]) await guest.say({ action: 'join', room: 'short' })
    await ann.breakOff()
    expect(await seen(hosted, cy, 'Bo')).toMatchObject({ host: true })
    expect(hosted.context.rooms.find('long')!.host).toBeNull()
  })
})

describe('a user who is neither host nor operator', () => {
  it('is refused every moderation action', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    const user = idOf(ann!)
    const actions = [
      { action: 'kick', user },
      { action: 'ban', user, minutes: 1 },
      { action: 'unban', name: 'x' },
      { action: 'bans' },
      { action: 'mute_for_all', user, muted: true },
      { action: 'lock', locked: true },
      { action: 'hand_over', user },
    ]
    await bo!.say(...actions)
    const said = bo!.messages.map(({ code, message }) => ({ code, message }))
    expect(said).toEqual(
      actions.map(() => ({ code: 'not_allowed', message: 'Only the host of the room and operators may do this' })),
    )
    expect(hosted.moderated).toEqual([])
  })

  it('can moderate neither in other rooms nor themselves', async () => {
    const hosted = new Hosted()
    const [ann] = await hosted.meet('Ann')
    const bo = await hello(hosted, 'Bo')
    await bo.say({ action: 'create', room: 'other' }, { action: 'join', room: 'other' })
    await ann!.say({ action: 'kick', user: idOf(bo) }, { action: 'kick', user: idOf(ann!) })
    expect(ann!.messages.filter(({ label }) => label === 'error')).toMatchObject([
      { code: 'no_such_user' },
      { code: 'not_allowed', message: 'You cannot do this to yourself' },
    ])
  })
})

describe('an operator', () => {
  async function operator(hosted: Hosted, name = 'Op'): Promise<Guest> {
    const guest = await hello(hosted, name, '10.0.0.1')
    await guest.say({ action: 'operate', token: ' Open-the SERVER sesame ' })
    expect(last(guest, 'operate')).toMatchObject({ status: 'ok' })
    return guest
  }

  it('bans a user from the server, who is disconnected and refused by name, address and token', async () => {
    const hosted = new Hosted()
    const op = await operator(hosted)
    const bo = await hello(hosted, 'Bo', '10.0.0.9', { resumable: true })
    const second = await hello(hosted, 'Bo too', '10.0.0.9')
    await bo.say({ action: 'create', room: 'x' }, { action: 'join', room: 'x' })
    const resume = last(bo, 'hello')!.resume
    await op.say({ action: 'ban', user: idOf(bo), minutes: 10, reason: 'spam', address: true })
    for (const guest of [bo, second]) expect(last(guest, 'removed')).toMatchObject({ from: 'server', minutes: 10 })
    expect([bo, second].map(({ stream }) => stream.readableEnded)).toEqual([true, true])
    const message = 'Op banned you from this server for 10 more minutes: spam'
    const again = await hello(hosted, 'Innocent')
    expect(again.messages).toEqual([{ label: 'error', code: 'banned', message }])
    for (const fields of [{ name: 'BO' }, { resume, name: 'BO' }]) {
      const elsewhere = hosted.connect({ address: '10.0.0.10' })
      await elsewhere.say({ action: 'hello', ...fields })
      expect(last(elsewhere, 'error')).toMatchObject({ code: 'banned', message })
    }
    const byToken = hosted.connect({ address: '10.0.0.10' })
    await byToken.say({ action: 'hello', resume })
    expect(last(byToken, 'hello')).toMatchObject({ resumed: false })
    hosted.clock.advance(10 * MINUTE)
    expect(last(await hello(hosted, 'Bo'), 'hello')).toMatchObject({ status: 'ok' })
  })

  it('bans a disconnected user, whose session cannot be resumed', async () => {
    const hosted = new Hosted()
    const op = await operator(hosted)
    const [bo] = await hosted.meet('Bo')
    await bo!.say({ action: 'hello', resumable: true })
    const resume = last(bo!, 'hello')!.resume
    await bo!.breakOff()
    await op.say({ action: 'ban', user: idOf(bo!), minutes: 10 })
    expect(hosted.context.rooms.find('hello')!.empty).toBe(true)
    expect(hosted.context.absences.size).toBe(0)
    const back = hosted.connect()
    await back.say({ action: 'hello', resume })
    expect(last(back, 'hello')).toMatchObject({ resumed: false })
  })

  it('moderates every room, joins closed rooms, and cannot be moderated', async () => {
    const hosted = new Hosted()
    const op = await operator(hosted)
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await op.say({ action: 'mute_for_all', user: idOf(bo!), muted: true })
    expect(last(op, 'mute_for_all')).toMatchObject({ status: 'ok' })
    await ann!.say({ action: 'lock', locked: true })
    await op.say({ action: 'join', room: 'hello' })
    expect(last(op, 'join_room')).toMatchObject({ status: 'ok' })
    await ann!.say({ action: 'kick', user: idOf(op) })
    expect(last(ann!, 'error')).toMatchObject({ code: 'not_allowed' })
    await op.say({ action: 'hand_over', user: idOf(bo!) }, { action: 'bans' })
    expect(hosted.context.rooms.find('hello')!.host).toBe(bo!.session.participant)
  })

  it('is not accepted with a wrong token, and attempts are limited', async () => {
    const hosted = new Hosted()
    const guest = await hello(hosted, 'Eve')
    for (let i = 0; i < limits.wrongPasswords; i++) await guest.say({ action: 'operate', token: `try ${i}` })
    expect(last(guest, 'operate')).toMatchObject({ status: 'wrong token' })
    await guest.say({ action: 'operate', token: TOKEN })
    expect(last(guest, 'error')).toMatchObject({ code: 'too_fast' })
    expect(guest.session.participant.operator).toBe(false)
    expect(hosted.moderated).toHaveLength(limits.wrongPasswords)
    expect(hosted.moderated.join()).not.toContain('try')
  })
})

describe('the address of a ban', () => {
  const DAY = 24 * 60 * MINUTE

  /** An operator at 10.0.0.1, and the names that are refused after a ban, by name and address. */
  async function banning(others: Record<string, string>) {
    const hosted = new Hosted()
    const operator = await hello(hosted, 'Op', '10.0.0.1')
    await operator.say({ action: 'operate', token: TOKEN })
    const guests: Record<string, Guest> = {}
    for (const [name, address] of Object.entries(others)) guests[name] = await hello(hosted, name, address)
    const isLetIn = async (name: string, address: string) => {
      const guest = await hello(hosted, name, address)
      const letIn = last(guest, 'hello')?.status === 'ok'
      guest.stream.destroy()
      await hosted.settle()
      return letIn
    }
    return { hosted, operator, guests, isLetIn }
  }

  it('is left out when it is one of the server machine, whatever the interface', async () => {
    const own = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .map(({ address }) => address)
      .filter((address) => !address.startsWith('fe80'))
    for (const address of own) {
      const { operator, guests, isLetIn } = await banning({ Bo: address })
      await operator.say({ action: 'ban', user: idOf(guests.Bo!), minutes: 1, address: true })
      expect(await isLetIn('Bo', address)).toBe(false)
      expect(await isLetIn('Cy', address)).toBe(true)
    }
  })

  it('is left out when others use it, unless the operator wants it banned', async () => {
    for (const address of ['10.0.0.9', 'fd00::9']) {
      const { hosted, operator, guests, isLetIn } = await banning({ Bo: address, Cy: address })
      await operator.say({ action: 'ban', user: idOf(guests.Bo!), minutes: 1 })
      expect(guests.Cy!.session.participant.name).toBe('Cy')
      expect(last(guests.Cy!, 'removed')).toBeUndefined()
      expect(await isLetIn('B\u043E', address)).toBe(false)
      expect(await isLetIn('Dee', address)).toBe(true)
      const bob = await hello(hosted, 'Bob', address)
      await operator.say({ action: 'ban', user: idOf(bob), minutes: 1, address: true })
      expect(last(guests.Cy!, 'removed')).toMatchObject({ from: 'server' })
      expect(await isLetIn('Dee', address)).toBe(false)
    }
  })

  it('covers the IPv6 network (/64), or one address of it when others use the network', async () => {
    const alone = await banning({ Bo: '2001:db8:0:7::1' })
    await alone.operator.say({ action: 'ban', user: idOf(alone.guests.Bo!), minutes: 1 })
    expect(await alone.isLetIn('Dee', '2001:db8:0:7:1:2:3:4')).toBe(false)
    expect(await alone.isLetIn('Dee', '2001:db8:0:8::1')).toBe(true)
    const shared = await banning({ Bo: '2001:db8:0:7::1', Cy: '2001:db8:0:7::2' })
    await shared.operator.say({ action: 'ban', user: idOf(shared.guests.Bo!), minutes: 1 })
    expect(await shared.isLetIn('Dee', '2001:db8:0:7::1')).toBe(false)
    expect(await shared.isLetIn('Dee', '2001:db8:0:7::3')).toBe(true)
  })

  it('is banned as long as before when the clock of the machine jumps, and the jump is logged', async () => {
    const { hosted, operator, guests, isLetIn } = await banning({ Bo: '10.0.0.9' })
    await operator.say({ action: 'ban', user: idOf(guests.Bo!), minutes: 60 })
    for (const days of [2, -4]) {
      hosted.clock.jump(days * DAY)
      expect(await isLetIn('Bo', '10.0.0.9')).toBe(false)
      expect(hosted.logged).toContainEqual(['clock_jumped', { ms: days * DAY }])
    }
    hosted.clock.advance(60 * MINUTE)
    expect(await isLetIn('Bo', '10.0.0.9')).toBe(true)
  })
})
