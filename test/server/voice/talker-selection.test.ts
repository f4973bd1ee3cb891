import { describe, expect, it } from 'vitest'
import { codecs } from '../../../src/audio/codec.ts'
import { LEAST_TALKERS } from '../../../src/server/voice/talker-budget.ts'
import { TalkerSelection } from '../../../src/server/voice/talker-selection.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { tone } from '../../helpers/talking.ts'
import { type Ear, SoundRoom } from '../rooms/sound-room.ts'

const PLACES = { roomTalkers: 12, addressTalkers: 32 }

/** Rooms that share a selection, and the load of their event loop. */
function server(places = PLACES, rooms = 1, rate = 8_000) {
  const clock = new ManualClock()
  const machine = { load: 0 }
  const selection = new TalkerSelection(clock, places, () => machine.load)
  const all = Array.from({ length: rooms }, () => new SoundRoom(rate, 20, clock, selection))
  return { clock, machine, selection, rooms: all, room: all[0]! }
}

function people(count: number, prefix = 'p'): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`)
}

/** The last sample that was heard: the sum of those who are mixed, if each sends a number. */
function lastSample({ frames }: Ear): number {
  return frames.at(-1)![0]!
}

describe('a room with twelve talkers', () => {
  it('mixes all of them, and sets no timer for the choice', () => {
    const { room, clock } = server()
    const free = new SoundRoom(8_000)
    for (const one of [room, free]) {
      const [ear, ...talkers] = one.join(...people(13)) as Ear[]
      for (const [i, talker] of talkers.entries()) one.talk(talker, tone(200 + 50 * i, 8_000, 0.05), { offset: i })
      one.clock.advance(2_000)
      expect(ear!.frames.length).toBeGreaterThan(90)
    }
    expect(room.mixer.stats).toEqual(free.mixer.stats)
    expect(clock.timers).toBe(free.clock.timers)
  })
})

describe('a room with more talkers than places', () => {
  it('mixes the loudest, whenever they began', () => {
    const { room, clock } = server({ ...PLACES, roomTalkers: 2 })
    const [ear, low, middle, loud] = room.join('ear', 'low', 'middle', 'loud')
    room.talk(low, () => 100)
    room.talk(middle, () => 1_000)
    clock.advance(500)
    expect(lastSample(ear)).toBe(1_100)
    room.talk(loud, () => 8_000)
    clock.advance(2_000)
    expect(lastSample(ear)).toBe(9_000)
    expect(room.mixer.talkers).toBe(2)
  })

  it('sends those who are not mixed the whole mix', () => {
    const { room, clock } = server({ ...PLACES, roomTalkers: 2 })
    const [first, second, low] = room.join('first', 'second', 'low')
    room.talk(first, () => 1_000)
    room.talk(second, () => 2_000)
    room.talk(low, () => 10)
    clock.advance(2_000)
    expect(lastSample(low)).toBe(3_000)
    expect(lastSample(first)).toBe(2_000)
  })

  it('reports that a frame is not mixed', () => {
    const { room } = server({ ...PLACES, roomTalkers: 1 })
    const [first, second] = room.join('first', 'second')
    const frame = new Uint8Array(320)
    expect(room.mixer.push(first, frame)).toBe(true)
    expect(room.mixer.push(second, frame)).toBe(false)
  })

  it('does not change between two voices that are equally loud', () => {
    const { room, clock } = server({ ...PLACES, roomTalkers: 1 })
    const [ear, first, second] = room.join('ear', 'first', 'second')
    room.talk(first, (i) => (i % 2 === 0 ? 1_000 : 990))
    room.talk(second, () => -1_000, { offset: 5 })
    clock.advance(10_000)
    expect(ear.frames.every(([sample]) => sample! > 0)).toBe(true)
  })

  it('mixes a person who begins to speak in place of one who has been silent for a second', () => {
    const { room, clock } = server({ ...PLACES, roomTalkers: 2 })
    const [ear, host, silent, guest] = room.join('ear', 'host', 'silent', 'guest')
    room.talk(host, () => 8_000)
    room.talk(silent, () => 0)
    room.talk(guest, (i) => (i < 100 ? 0 : 700))
    clock.advance(1_990)
    expect(lastSample(ear)).toBe(8_000)
    clock.advance(500)
    expect(lastSample(ear)).toBe(8_700)
  })

  it('fades out a person who is not mixed any more', () => {
    const { room, clock } = server({ ...PLACES, roomTalkers: 2 })
    const [ear, host, low, loud] = room.join('ear', 'host', 'low', 'loud')
    room.talk(host, () => 8_000)
    room.talk(low, () => 1_000)
    clock.advance(2_000)
    room.talk(loud, () => -4_000)
    clock.advance(2_000)
    const fading = [...ear.sound].filter((sample) => sample > 4_000 && sample < 5_000)
    expect(fading.length).toBeGreaterThan(80)
    expect(lastSample(ear)).toBe(4_000)
  })

  it('measures Opus of those who are not mixed by a frame now and then', () => {
    const { room, clock } = server({ ...PLACES, roomTalkers: 1 }, 1, 48_000)
    const [ear, low, loud] = room.join('ear', 'low', 'loud')
    const encoder = codecs.opus.createEncoder({ rate: 48_000, frameMs: 20 }, 32_000)
    const source = tone(600, 48_000, 0.3)
    room.talk(low, () => 100)
    clock.advance(1_500)
    for (let i = 0; i < 100; i++) {
      room.mixer.push(loud, Uint8Array.from(encoder.encode(source(i))), 'opus')
      clock.advance(20)
    }
    expect(Math.max(...ear.frames.at(-1)!)).toBeGreaterThan(8_000)
    expect(room.mixer.stats.corrupt).toBe(0)
  })

  it('forgets those who left, who were muted and who stopped', () => {
    const { room, clock } = server({ ...PLACES, roomTalkers: 2 })
    const [ear, ...others] = room.join('ear', 'a', 'b', 'c', 'd')
    for (const [i, one] of others.entries()) room.talk(one, () => 1_000 + i, { count: 100 })
    clock.advance(1_000)
    room.mixer.leave(others[0])
    room.mixer.silence(others[1])
    clock.advance(5_000)
    expect(room.mixer.talkers).toBe(0)
    expect(clock.timers).toBe(0)
    room.say(others[3], 5)
    expect(lastSample(ear)).toBe(5)
  })
})

describe('people from one address', () => {
  it('are mixed up to their limit, in all rooms together, and others are not affected', () => {
    const { rooms, clock } = server({ roomTalkers: 12, addressTalkers: 3 }, 2)
    const ears = rooms.map((room) => room.join('ear')[0])
    for (const [r, room] of rooms.entries()) {
      for (const name of people(4)) room.talk(room.joinFrom('10.0.0.1', name), () => 1_000)
      room.talk(room.joinFrom(`10.0.0.${2 + r}`, 'guest'), () => 10)
    }
    clock.advance(3_000)
    const samples = ears.map(lastSample)
    expect(samples.reduce((sum, sample) => sum + sample)).toBe(3_020)
    for (const sample of samples) expect(sample % 1_000).toBe(10)
  })
})

describe('an overloaded server', () => {
  it('mixes fewer people of the crowded rooms, and loses no frame of the others', () => {
    const { rooms, clock, machine, selection } = server(PLACES, 5)
    const [meeting, ...crowds] = rooms as [SoundRoom, ...SoundRoom[]]
    const [ear, ann, bo] = meeting.join('ear', 'ann', 'bo')
    meeting.talk(ann, () => 1)
    meeting.talk(bo, () => 20)
    for (const room of crowds) for (const name of people(30)) room.talk(room.join(name)[0], () => 9_000)
    machine.load = 0.5
    clock.advance(2_000)
    const talkers = () => rooms.map(({ mixer }) => mixer.talkers)
    expect(talkers()).toEqual([2, 12, 12, 12, 12])
    expect(selection.overloaded).toBe(false)
    machine.load = 1
    const before = ear.frames.length
    clock.advance(5_000)
    expect(talkers()[0]).toBe(2)
    expect(talkers().reduce((sum, count) => sum + count)).toBe(LEAST_TALKERS)
    expect(selection.overloaded).toBe(true)
    expect(ear.frames.slice(before).every(([sample]) => sample === 21)).toBe(true)
    expect(ear.frames.length - before).toBe(250)
  })

  it('mixes them again when it is not overloaded any more', () => {
    const { rooms, clock, machine, selection } = server(PLACES, 4)
    for (const room of rooms) for (const name of people(12)) room.talk(room.join(name)[0], () => 9_000)
    machine.load = 1
    clock.advance(5_000)
    machine.load = 0.2
    clock.advance(10_000)
    expect(rooms.map(({ mixer }) => mixer.talkers)).toEqual([12, 12, 12, 12])
    expect(selection.overloaded).toBe(false)
  })

  it('takes those last who send faster than real time', () => {
    const { rooms, clock, machine } = server(PLACES, 60)
    const [meeting, ...others] = rooms as [SoundRoom, ...SoundRoom[]]
    for (const room of others) room.talk(room.join('fast')[0], () => 9_000, { periodMs: 14 })
    clock.advance(5_000)
    machine.load = 1
    clock.advance(5_000)
    for (const name of people(3)) meeting.talk(meeting.join(name)[0], () => 100)
    clock.advance(1_000)
    expect(meeting.mixer.talkers).toBe(3)
    expect(others.filter(({ mixer }) => mixer.talkers > 0)).toHaveLength(LEAST_TALKERS - 3)
  })
})
