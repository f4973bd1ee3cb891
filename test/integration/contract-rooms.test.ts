import { describe, expect, it } from 'vitest'
import { hasNames, namesOf, usersOf, useServer } from '../helpers/contract-server.ts'
import type { WireClient } from '../helpers/wire-client.ts'

const server = useServer({ fresh: true })
/** For what leaves nothing behind. */
const shared = useServer()

async function rooms(client: WireClient): Promise<unknown> {
  return (await client.ask({ action: 'list' })).rooms
}

describe('create', () => {
  it('creates a room that others can list, and does not join it', async () => {
    const [client, other] = [await server.connect(), await server.connect()]
    expect(await client.ask({ action: 'create', room: 'hello' })).toMatchObject({
      label: 'created_room',
      status: 'ok',
      room: 'hello',
    })
    expect(await rooms(other)).toEqual(['hello'])
    expect(await client.ask({ action: 'quit_room' })).toMatchObject({ status: 'not in a room' })
  })

  it('of a name in use is `room already exists`', async () => {
    const client = await server.connect()
    await client.ask({ action: 'create', room: 'hello' })
    const reply = await client.ask({ action: 'create', room: 'hello' })
    expect(reply).toMatchObject({ label: 'created_room', status: 'room already exists' })
    expect(await rooms(client)).toEqual(['hello'])
  })

  it.each(['', '   ', 'a\u0000b', 'a\nb', 'a\u202Eb', 'a\u200Bb', 'a\u0378b', 'x'.repeat(33)])(
    'of %j is `invalid room name`',
    async (room) => {
      const client = await shared.connect()
      const reply = await client.ask({ action: 'create', room })
      expect(reply).toMatchObject({ label: 'created_room', status: 'invalid room name' })
      expect(await rooms(client)).toEqual([])
    },
  )

  it('trims and normalizes the name; it can be joined by either', async () => {
    const client = await server.connect()
    expect(await client.ask({ action: 'create', room: '  ﬁsh ' })).toMatchObject({ status: 'ok', room: 'fish' })
    expect(await rooms(client)).toEqual(['fish'])
    const reply = await client.ask({ action: 'join', room: 'ﬁsh ' })
    expect(reply).toMatchObject({ status: 'ok', room: 'fish' })
  })

  it.each(['HELLO', 'ｈello', 'h\u0435llo'])('of a look-alike, %j, is `room already exists`', async (twin) => {
    const client = await server.connect()
    await client.ask({ action: 'create', room: 'hello' })
    expect(await client.ask({ action: 'create', room: twin })).toMatchObject({ status: 'room already exists' })
  })

  it.each(['__proto__', 'constructor', '../../etc', '<b>', '日本語', '🙂'.repeat(32)])('may be of %j', async (room) => {
    const client = await server.connect()
    expect(await client.ask({ action: 'create', room })).toMatchObject({ status: 'ok', room })
    expect(await client.ask({ action: 'join', room })).toMatchObject({ status: 'ok', room })
    expect(await rooms(client)).toEqual([room])
  })
})

describe('join', () => {
  it('returns the members, and notifies them of the newcomer', async () => {
    const [first, second] = await server.meet('Ann', 'Bo')
    const push = await first.client.next('room_users', hasNames('Ann 1', 'Bo 1'))
    expect(push).toMatchObject({ room: first.room })
    expect(usersOf(push).find(({ id }) => id === second.id)).toMatchObject({
      name: 'Bo 1',
      muted: false,
      deafened: false,
      sharing: expect.anything(),
      recording: false,
    })
    const [late] = await server.greet('Late')
    const reply = await late.ask({ action: 'join', room: first.room })
    expect(reply).toMatchObject({ label: 'join_room', status: 'ok', room: first.room })
    expect(namesOf(reply)).toEqual(expect.arrayContaining(['Ann 1', 'Bo 1']))
  })

  it('of an unknown room is `room not found`', async () => {
    const client = await server.connect()
    const reply = await client.ask({ action: 'join', room: 'nowhere' })
    expect(reply).toMatchObject({ label: 'join_room', status: 'room not found' })
  })

  it('of the current room is `room already joined`', async () => {
    const [{ client, room }] = await server.meet('Ann')
    expect(await client.ask({ action: 'join', room })).toMatchObject({ status: 'room already joined' })
    expect(await client.ask({ action: 'quit_room' })).toMatchObject({ status: 'ok', room })
  })

  it('of another room leaves the first', async () => {
    const [stayer, mover] = await server.meet('Stayer', 'Mover')
    await stayer.client.next('room_users', hasNames('Stayer 1', 'Mover 1'))
    await mover.client.ask({ action: 'create', room: 'elsewhere' })
    await mover.client.ask({ action: 'join', room: 'elsewhere' })
    await stayer.client.next('room_users', hasNames('Stayer 1'))
    expect(await mover.client.ask({ action: 'quit_room' })).toMatchObject({ status: 'ok', room: 'elsewhere' })
    expect(await mover.client.ask({ action: 'quit_room' })).toMatchObject({ status: 'not in a room' })
  })

  it('that fails keeps the user in the old room', async () => {
    const [{ client, room }] = await server.meet('Ann')
    await client.ask({ action: 'create', room: 'locked', password: 'secret' })
    expect(await client.ask({ action: 'join', room: 'nowhere' })).toHaveProperty('status', 'room not found')
    expect(await client.ask({ action: 'join', room: 'locked' })).toHaveProperty('status', 'wrong password')
    expect(await client.ask({ action: 'quit_room' })).toMatchObject({ status: 'ok', room })
  })
})

describe('a password', () => {
  it('opens its room; a wrong one or none is `wrong password`', async () => {
    const client = await server.connect()
    await client.ask({ action: 'create', room: 'locked', password: 'sésame' })
    const join = (password: object) => client.ask({ action: 'join', room: 'locked', ...password })
    expect(await join({})).toMatchObject({ label: 'join_room', status: 'wrong password' })
    expect(await join({ password: '' })).toMatchObject({ status: 'wrong password' })
    expect(await join({ password: 'sesame' })).toMatchObject({ status: 'wrong password' })
    expect(await join({ password: 'sésame' })).toMatchObject({ status: 'ok' })
  })

  it('is never sent to anybody', async () => {
    const [client] = await server.greet('Curious')
    const [keeper] = await server.greet('Keeper')
    await keeper.ask({ action: 'create', room: 'locked', password: 'hunter2' })
    await keeper.ask({ action: 'join', room: 'locked', password: 'hunter2' })
    await client.ask({ action: 'list' })
    expect(JSON.stringify([client.messages, keeper.messages, server.process.lines])).not.toContain('hunter2')
  })

  it('is `wrong password` when the room has none', async () => {
    const client = await server.connect()
    await client.ask({ action: 'create', room: 'open' })
    for (const password of ['any', '']) {
      expect(await client.ask({ action: 'join', room: 'open', password })).toMatchObject({
        status: 'wrong password',
        message: expect.stringContaining('has no password'),
      })
    }
    expect(await client.ask({ action: 'join', room: 'open' })).toHaveProperty('status', 'ok')
  })
})

describe('quit_room', () => {
  it('returns the room that was left, and notifies those who stay', async () => {
    const [stayer, leaver] = await server.meet('Stayer', 'Leaver')
    await stayer.client.next('room_users', hasNames('Stayer 1', 'Leaver 1'))
    expect(await leaver.client.ask({ action: 'quit_room' })).toMatchObject({
      label: 'quit_room',
      status: 'ok',
      room: leaver.room,
    })
    await stayer.client.next('room_users', hasNames('Stayer 1'))
  })

  it('outside a room is `not in a room`', async () => {
    const client = await server.connect()
    const reply = await client.ask({ action: 'quit_room' })
    expect(reply).toMatchObject({ label: 'quit_room', status: 'not in a room' })
  })

  it('keeps a created room', async () => {
    const [{ client, room }] = await server.meet('Ann')
    await client.ask({ action: 'quit_room' })
    expect(await rooms(client)).toEqual([room])
  })
})

describe('a temporary room', () => {
  async function enter(client: WireClient): Promise<void> {
    await client.ask({ action: 'create', room: 'brief', temporary: true })
    expect(await client.ask({ action: 'join', room: 'brief' })).toHaveProperty('status', 'ok')
  }

  it('exists while somebody is in it, and ends when the last leaves', async () => {
    const [first, last] = [await server.connect(), await server.connect()]
    await enter(first)
    await last.ask({ action: 'join', room: 'brief' })
    await first.ask({ action: 'quit_room' })
    expect(await rooms(first)).toEqual(['brief'])
    await last.ask({ action: 'quit_room' })
    expect(await rooms(first)).toEqual([])
    expect(await first.ask({ action: 'join', room: 'brief' })).toHaveProperty('status', 'room not found')
  })

  it('ends when its last member joins another room, or is disconnected', async () => {
    const [mover, other] = [await server.connect(), await server.connect()]
    await other.ask({ action: 'create', room: 'lasting' })
    await enter(mover)
    await mover.ask({ action: 'join', room: 'lasting' })
    expect(await rooms(other)).toEqual(['lasting'])
    await enter(mover)
    await mover.close()
    await expect.poll(() => rooms(other)).toEqual(['lasting'])
  })
})
