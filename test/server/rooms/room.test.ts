import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Password } from '../../../src/server/accounts/password.ts'
import { Participant } from '../../../src/server/rooms/participant.ts'
import { Room, type RoomOptions } from '../../../src/server/rooms/room.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { FakeChannel } from './fake-channel.ts'

/** A room, and participants who have not entered it yet. */
function roomWith(size: number, options: Partial<RoomOptions> = {}) {
  const clock = new ManualClock()
  const voice = { rate: 48_000, frameMs: 20, bitrate: 32_000 }
  const room = new Room('hello', clock, { voice, limits, ...options })
  const downlinks = Array.from({ length: size }, () => new FakeChannel())
  const people = downlinks.map((downlink, i) => {
    const participant = new Participant(i + 1, downlink)
    participant.name = `P${i + 1}`
    return participant
  })
  return { clock, room, people, downlinks }
}

const LOUD = new Uint8Array(new Int16Array(960).fill(10_000).buffer)

describe('room_users', () => {
  it('is pushed when a participant enters, leaves or changes', () => {
    const { clock, room, people, downlinks } = roomWith(2)
    const names = () => downlinks[0]!.of('room_users').map(({ users }) => users.map(({ name }) => name).join())
    room.enter(people[0]!)
    clock.advance(10)
    room.enter(people[1]!)
    clock.advance(10)
    people[1]!.name = 'Bo'
    room.usersChanged()
    clock.advance(10)
    room.leave(people[1]!)
    clock.advance(10)
    expect(names()).toEqual(['P1', 'P1,P2', 'P1,Bo', 'P1'])
    expect(downlinks[1]!.of('room_users')).toHaveLength(2)
  })

  it('is pushed once for many simultaneous changes', () => {
    const { clock, room, people, downlinks } = roomWith(100)
    for (const one of people) room.enter(one)
    clock.advance(0)
    expect(downlinks[0]!.of('room_users')).toHaveLength(1)
    expect(downlinks[99]!.of('room_users')[0]!.users).toHaveLength(100)
  })

  it('is pushed less often to larger rooms, and always with the last state', () => {
    const { clock, room, people, downlinks } = roomWith(100)
    for (const one of people) room.enter(one)
    for (let i = 0; i < 1_000; i++) {
      people[0]!.muted = i % 2 === 0
      room.usersChanged()
      clock.advance(1)
    }
    people[0]!.deafened = true
    room.usersChanged()
    clock.advance(100)
    const pushes = downlinks[0]!.of('room_users')
    expect(pushes.length).toBeLessThanOrEqual(13)
    expect(pushes.at(-1)!.users[0]).toMatchObject({ muted: false, deafened: true })
  })

  it('is not pushed once the room is empty or closed', () => {
    const { clock, room, people, downlinks } = roomWith(2)
    for (const one of people) room.enter(one)
    for (const one of people) room.leave(one)
    room.leave(people[0]!)
    clock.advance(2_000)
    expect(room.empty).toBe(true)
    expect(downlinks.flatMap(({ messages }) => messages)).toEqual([])
    room.enter(people[0]!)
    room.close()
    clock.advance(2_000)
    expect(clock.timers).toBe(0)
  })
})

describe('a recording by a client', () => {
  it('is announced to the room and to newcomers, and ends when the recorder leaves', () => {
    const { clock, room, people, downlinks } = roomWith(3)
    const [ann, bo, cy] = people
    room.enter(ann!)
    room.enter(bo!)
    room.recorders.setClient(ann!, true)
    room.recorders.setClient(ann!, true)
    room.enter(cy!)
    room.sendStateTo(cy!)
    room.leave(ann!)
    clock.advance(100)
    const by = { id: 1, name: 'P1' }
    for (const downlink of downlinks.slice(1)) {
      expect(downlink.of('recording')).toEqual([
        { label: 'recording', on: true, by },
        { label: 'recording', on: false, by },
      ])
    }
    expect(ann!.recording).toBe(false)
    expect(bo!.describe()).toMatchObject({ recording: false })
  })
})

describe('the description of a room', () => {
  it('says whether it has a password', async () => {
    const { room } = roomWith(0, { password: new Password('') })
    expect(room.describe()).toMatchObject({ locked: true })
    expect(roomWith(0).room.describe()).toMatchObject({ locked: false })
  })
})

describe('speaking', () => {
  it('is pushed to the room, and ends when a talker is muted or leaves', () => {
    const { clock, room, people, downlinks } = roomWith(2)
    for (const one of people) room.enter(one)
    room.mixer.push(people[0]!, LOUD)
    room.mixer.push(people[1]!, LOUD)
    clock.advance(200)
    room.silence(people[0]!)
    clock.advance(100)
    room.leave(people[1]!)
    clock.advance(1_000)
    const talking = downlinks[0]!.of('speaking').map(({ users }) => users.join())
    expect(talking[0]).toBe('1')
    expect(talking).toContain('2')
    expect(talking.at(-1)).toBe('')
    expect(clock.timers).toBe(0)
  })
})
