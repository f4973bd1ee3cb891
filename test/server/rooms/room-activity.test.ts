import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Participant } from '../../../src/server/rooms/participant.ts'
import { Room } from '../../../src/server/rooms/room.ts'
import { RoomActivity } from '../../../src/server/rooms/room-announcements.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { Told } from './told.ts'

function house() {
  const clock = new ManualClock()
  const told: { room: string; users: number; said: number }[][] = []
  const activity = new RoomActivity(clock, (rooms) => told.push(rooms))
  const voice = { rate: 48_000, frameMs: 20, bitrate: 32_000 } as const
  const open = (name: string) =>
    new Room(name, clock, { voice, limits }, { active: (room) => activity.happened(room) })
  const say = (room: Room) => room.say({ label: 'said', from: 1, name: 'Ann', text: 'hi', at: 0 })
  return { clock, told, activity, open, say }
}

describe('what happens in rooms', () => {
  it('is told at once, and then at most once a second, all together', () => {
    const { clock, told, open, say } = house()
    const [retro, standup] = [open('retro'), open('standup')]
    say(retro)
    clock.advance(0)
    expect(told).toEqual([[{ room: 'retro', users: 0, said: 1 }]])
    for (let i = 0; i < 50; i++) {
      say(retro)
      say(standup)
      clock.advance(10)
    }
    expect(told).toHaveLength(1)
    clock.advance(1_000)
    expect(told[1]).toEqual([
      { room: 'retro', users: 0, said: 51 },
      { room: 'standup', users: 0, said: 50 },
    ])
  })

  it('is told when somebody comes or goes, and not while nothing happens', () => {
    const { clock, told, open } = house()
    const room = open('retro')
    const ann = new Participant(1, new Told())
    room.enter(ann)
    clock.advance(5_000)
    room.leave(ann)
    clock.advance(5_000)
    expect(told.map(([one]) => one?.users)).toEqual([1, 0])
  })

  it('is told of 200 rooms at a time, and of the others after that', () => {
    const { clock, told, open, say } = house()
    for (let i = 0; i < 450; i++) say(open(`room ${i}`))
    clock.advance(0)
    expect(told.map(({ length }) => length)).toEqual([200])
    clock.advance(3_000)
    expect(told.map(({ length }) => length)).toEqual([200, 200, 50])
    expect(new Set(told.flat().map(({ room }) => room)).size).toBe(450)
    expect(clock.timers).toBe(0)
  })

  it('is not told of a room that is gone, nor once closed', () => {
    const { clock, told, activity, open, say } = house()
    const room = open('retro')
    say(room)
    activity.forget(room)
    clock.advance(2_000)
    expect(told).toEqual([])
    say(room)
    activity.close()
    clock.advance(2_000)
    expect(told).toEqual([])
  })
})
