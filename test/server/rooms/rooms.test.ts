import { describe, expect, it } from 'vitest'
import { refused } from '../../../src/lib/result.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { limitTable } from '../../../src/server/limits/limit-table.ts'
import { Participant } from '../../../src/server/rooms/participant.ts'
import { Rooms } from '../../../src/server/rooms/rooms.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { FakeChannel } from './fake-channel.ts'

function setUp(most = limits.rooms as number) {
  const clock = new ManualClock()
  let changes = 0
  const rooms = new Rooms(
    clock,
    () => changes++,
    () => {},
    undefined,
    { ...limits, rooms: most },
  )
  const create = (name: string, temporary = false) =>
    rooms.create(name, { voice: { rate: 48_000, frameMs: 20, bitrate: 32_000 }, temporary })
  return { clock, rooms, create, changes: () => changes }
}

describe('Rooms', () => {
  it('creates a room once, and refuses names that look like an existing one', () => {
    const { rooms, create } = setUp()
    expect(create(' hello ')).toMatchObject({ ok: true, value: { name: 'hello' } })
    for (const like of ['hello', 'HELLO', 'h\u0435llo']) {
      expect(create(like)).toEqual(refused({ status: 'room already exists', room: like }))
    }
    expect(create('\u0007')).toEqual(refused({ status: 'invalid room name', room: '\u0007' }))
    expect(rooms.describe().rooms).toEqual(['hello'])
  })

  it('finds a room by its name in any Unicode normalization form', () => {
    const { rooms, create } = setUp()
    create('caf\u00E9')
    expect(rooms.find('cafe\u0301')).toBe(rooms.find(' caf\u00E9'))
    expect(rooms.find('caf\u00E9')).toBeDefined()
    expect(rooms.find('CAF\u00C9')).toBeUndefined()
    expect(rooms.find('')).toBeUndefined()
  })

  it('removes a temporary room when the last participant leaves, and frees its name', () => {
    const { clock, rooms, create } = setUp()
    create('stays')
    create('goes', true)
    const ann = new Participant(1, new FakeChannel())
    for (const name of ['stays', 'goes']) {
      const room = rooms.find(name)!
      room.enter(ann)
      rooms.tidy(room)
      expect(rooms.find(name)).toBe(room)
      room.leave(ann)
      rooms.tidy(room)
    }
    expect(rooms.describe().rooms).toEqual(['stays'])
    expect(create('GOES')).toMatchObject({ ok: true })
    clock.advance(2_000)
    expect(clock.timers).toBe(0)
  })

  it('refuses more rooms than a list_rooms message can hold', () => {
    const { max } = limitTable.rooms
    const { rooms, create } = setUp(max)
    const letters = [...'𐌀𐌁𐌂𐌃𐌄𐌅𐌆𐌇𐌈𐌉']
    for (let i = 0; i < max; i++) {
      const digits = String(i).padStart(limits.name, '0')
      create([...digits].map((digit) => letters[Number(digit)]).join(''))
    }
    expect(rooms.describe().rooms.length).toBe(max)
    expect(() => create('one more')).toThrow(expect.objectContaining({ code: 'limit', closes: false }))
    const list = Buffer.byteLength(JSON.stringify({ label: 'list_rooms', ...rooms.describe() }))
    expect(list).toBeLessThan(limits.serverLine)
  })
})

describe('changes of the list of rooms', () => {
  it('are announced soon, once for many changes', () => {
    const { clock, create, changes } = setUp()
    for (let i = 0; i < 50; i++) create(`room ${i}`)
    clock.advance(1)
    expect(changes()).toBe(1)
    create('one more')
    clock.advance(1_000)
    expect(changes()).toBe(2)
    clock.advance(10_000)
    expect(changes()).toBe(2)
  })

  it('are announced less often for a longer list', () => {
    const { clock, create, changes } = setUp()
    for (let i = 0; i < 500; i++) {
      create(`room ${i}`)
      clock.advance(1)
    }
    clock.advance(1_000)
    expect(changes()).toBeLessThan(60)
  })

  it('are not announced when nothing changed or once closed', () => {
    const { clock, rooms, create, changes } = setUp()
    create('')
    clock.advance(1_000)
    expect(changes()).toBe(0)
    create('hello')
    rooms.close()
    clock.advance(1_000)
    expect(changes()).toBe(0)
    expect(clock.timers).toBe(0)
  })
})
