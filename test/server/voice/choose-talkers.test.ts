import { describe, expect, it } from 'vitest'
import { type Candidate, chooseTalkers } from '../../../src/server/voice/choose-talkers.ts'

const NOW = 10_000
const ROOM = {}
const EVERYWHERE = { perRoom: Infinity, perAddress: Infinity, total: Infinity }

interface Voice extends Candidate {
  readonly name: string
}

/** A person who has just spoken at this level, and is not heard. */
function voice(name: string, dbfs: number, others: Partial<Candidate> = {}): Voice {
  return {
    name,
    room: ROOM,
    address: null,
    heard: false,
    heardSince: 0,
    spokeAt: NOW,
    hastyUntil: -Infinity,
    levelAt: () => dbfs,
    ...others,
  }
}

function crowd(prefix: string, count: number, others: Partial<Candidate> = {}): Voice[] {
  return Array.from({ length: count }, (_, i) => voice(`${prefix}${i}`, -20, others))
}

function chosen(voices: readonly Voice[], places: Partial<typeof EVERYWHERE>): string[] {
  const some = chooseTalkers(voices, { ...EVERYWHERE, ...places }, NOW)
  return voices.filter((one) => some.has(one)).map(({ name }) => name)
}

describe('the choice of talkers within a room', () => {
  it('takes everyone when there is a place for everyone', () => {
    expect(chosen(crowd('a', 12), { perRoom: 12 })).toHaveLength(12)
  })

  it('takes the loudest', () => {
    const voices = [voice('low', -40), voice('loud', -10), voice('middle', -20)]
    expect(chosen(voices, { perRoom: 2 })).toEqual(['loud', 'middle'])
  })

  it('prefers a person who spoke within the last second to a louder one who has been silent for longer', () => {
    const voices = [voice('silent', -10, { spokeAt: NOW - 1_000 }), voice('speaking', -40)]
    expect(chosen(voices, { perRoom: 1 })).toEqual(['speaking'])
  })

  it('keeps those who are heard until another one is 6 dB louder', () => {
    const heard = voice('heard', -20, { heard: true })
    expect(chosen([voice('new', -15), heard], { perRoom: 1 })).toEqual(['heard'])
    expect(chosen([voice('new', -13), heard], { perRoom: 1 })).toEqual(['new'])
  })

  it('keeps a person who speaks for a second at least, however loud another one is', () => {
    const heard = voice('heard', -50, { heard: true, heardSince: NOW - 900 })
    expect(chosen([voice('new', 0), heard], { perRoom: 1 })).toEqual(['heard'])
  })

  it('gives each address a place before any gets a second one', () => {
    const flood = crowd('flood', 20, { address: '10.0.0.1', heard: true, levelAt: () => 0 })
    const guests = [voice('ann', -40, { address: '10.0.0.2' }), voice('bo', -45, { address: '10.0.0.3' })]
    const some = chosen([...flood, ...guests], { perRoom: 12 })
    expect(some).toHaveLength(12)
    expect(some).toEqual(expect.arrayContaining(['ann', 'bo']))
  })

  it('counts people of the own machine one by one', () => {
    expect(chosen(crowd('a', 40), { perAddress: 1 })).toHaveLength(40)
  })

  it('takes those last who send faster than real time', () => {
    const hasty = voice('hasty', 0, { heard: true, hastyUntil: NOW + 1 })
    const silent = voice('silent', -80, { spokeAt: -Infinity })
    expect(chosen([hasty, silent], { perRoom: 1 })).toEqual(['silent'])
  })
})

describe('the choice of talkers on a server', () => {
  it('takes no more from one address than it may have, in all rooms together', () => {
    const rooms = [{}, {}, {}]
    const flood = rooms.flatMap((room, r) => crowd(`flood${r}-`, 10, { room, address: '10.0.0.1' }))
    expect(chosen([...flood, voice('ann', -40, { address: '10.0.0.2' })], { perAddress: 5 })).toHaveLength(6)
  })

  it('takes places from the most crowded rooms first', () => {
    const crowded = [{}, {}].flatMap((room, r) => crowd(`crowd${r}-`, 100, { room, levelAt: () => 0 }))
    const meeting = crowd('meeting', 3, { room: {} })
    const some = chosen([...crowded, ...meeting], { perRoom: 12, total: 13 })
    expect(some.filter((name) => name.startsWith('meeting'))).toHaveLength(3)
    for (const room of [0, 1]) expect(some.filter((name) => name.startsWith(`crowd${room}`))).toHaveLength(5)
  })

  it('takes places from the most crowded addresses first, also if these have a room for each', () => {
    const flood = Array.from({ length: 60 }, (_, i) =>
      voice(`flood${i}`, 0, { room: {}, address: `10.0.0.${i % 2}`, heard: true }),
    )
    const guests = [1, 2, 3].map((i) => voice(`guest${i}`, -40, { room: ROOM, address: `10.0.1.${i}` }))
    const some = chosen([...flood, ...guests], { total: 9 })
    expect(some).toEqual(expect.arrayContaining(['guest1', 'guest2', 'guest3']))
    expect(some).toHaveLength(9)
  })

  it('keeps a conversation that was there before a crowd in many small rooms', () => {
    const pairs = Array.from({ length: 150 }, () => crowd('pair', 2, { heard: true, heardSince: NOW - 1_000 })).flat()
    const rooms = pairs.map((one, i) => ({ ...one, room: pairs[i - (i % 2)]! }))
    const meeting = crowd('meeting', 3, { heard: true, heardSince: NOW - 60_000 })
    expect(chosen([...rooms, ...meeting], { total: 24 })).toEqual(
      expect.arrayContaining(chosen(meeting, { total: 24 })),
    )
  })

  it('takes places from those first who send faster than real time', () => {
    const hasty = crowd('hasty', 300, { heard: true, hastyUntil: NOW + 1 }).map((one) => ({ ...one, room: {} }))
    const some = chosen([...hasty, ...crowd('meeting', 3)], { total: 24 })
    expect(some.filter((name) => name.startsWith('meeting'))).toHaveLength(3)
    expect(some).toHaveLength(24)
  })

  it('keeps those who are heard when all are alike', () => {
    const rooms = Array.from({ length: 10 }, () => ({}))
    const voices = rooms.map((room, r) => voice(`${r}`, -20 - r, { room, heard: r >= 5 }))
    expect(chosen(voices, { total: 5 })).toEqual(['5', '6', '7', '8', '9'])
  })
})
