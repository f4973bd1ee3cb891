import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Participant } from '../../../src/server/rooms/participant.ts'
import { Room } from '../../../src/server/rooms/room.ts'
import { RoomActivity } from '../../../src/server/rooms/room-announcements.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { FakeChannel } from './fake-channel.ts'

function setUp() {
  const clock = new ManualClock()
  const reports: { room: string; users: number; said: number }[][] = []
  const activity = new RoomActivity(clock, (rooms) => reports.push(rooms))
  const voice = { rate: 48_000, frameMs: 20, bitrate: 32_000 } as const
  const open = (name: string) => new Room(name, clock, { voice, limits }, { active: (room) => activity.happened(room) })
  const say = (room: Room) => room.say({ label: 'said', from: 1, name: 'Ann', text: 'hi', at: 0 })
  return { clock, reports, activity, open, say }
}

describe('RoomActivity', () => {
  it('reports activity at once, then all rooms together at most once per second', () => {
    const { clock, reports, open, say } = setUp()
    const [retro, standup] = [open('retro'), open('standup')]
    say(retro)
    clock.advance(0)
    expect(reports).toEqual([[{ room: 'retro', users: 0, said: 1 }]])
    for (let i = 0; i < 50; i++) {
      say(retro)
      say(standup)
      clock.advance(10)
    }
    expect(reports).toHaveLength(1)
    clock.advance(1_000)
    expect(reports[1]).toEqual([
      { room: 'retro', users: 0, said: 51 },
      { room: 'standup', users: 0, said: 50 },
    ])
  })

  it('reports participants who join or leave, and nothing without activity', () => {
    const { clock, reports, open } = setUp()
    const room = open('retro')
    const ann = new Participant(1, new FakeChannel())
    room.enter(ann)
    clock.advance(5_000)
    room.leave(ann)
    clock.advance(5_000)
    expect(reports.map(([one]) => one?.users)).toEqual([1, 0])
  })

  it('reports 200 rooms at a time, and the others in the next reports', () => {
    const { clock, reports, open, say } = setUp()
    for (let i = 0; i < 450; i++) say(open(`room ${i}`))
    clock.advance(0)
    expect(reports.map(({ length }) => length)).toEqual([200])
    clock.advance(3_000)
    expect(reports.map(({ length }) => length)).toEqual([200, 200, 50])
    expect(new Set(reports.flat().map(({ room }) => room)).size).toBe(450)
    expect(clock.timers).toBe(0)
  })

  it('reports neither removed rooms nor anything once closed', () => {
    const { clock, reports, activity, open, say } = setUp()
    const room = open('retro')
    say(room)
    activity.forget(room)
    clock.advance(2_000)
    expect(reports).toEqual([])
    say(room)
    activity.close()
    clock.advance(2_000)
    expect(reports).toEqual([])
  })
})
