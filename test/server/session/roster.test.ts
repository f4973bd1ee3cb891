import { describe, expect, it } from 'vitest'
import { refused } from '../../../src/lib/result.ts'
import { Roster } from '../../../src/server/session/roster.ts'
import { FakeChannel } from '../rooms/fake-channel.ts'

function crowd(size: number) {
  const roster = new Roster()
  const downlinks = Array.from({ length: size }, () => new FakeChannel())
  return { people: roster, downlinks, members: downlinks.map((downlink) => roster.arrive(downlink)) }
}

describe('a name', () => {
  it('is given to the first client, and no look-alike to another', () => {
    const { people: roster, members } = crowd(2)
    expect(roster.name(members[0]!, ' Ann ')).toMatchObject({ ok: true })
    expect(members[0]!.name).toBe('Ann')
    for (const like of ['Ann', 'ANN', '\u0410nn'])
      expect(roster.name(members[1]!, like)).toEqual(refused('conflict'))
    expect(members[1]!.name).toBe('')
    expect(roster.name(members[1]!, 'Bo')).toMatchObject({ ok: true })
  })

  it('may be taken again by its holder, in other letters', () => {
    const { people: roster, members } = crowd(2)
    roster.name(members[0]!, 'Ann')
    expect(roster.name(members[0]!, 'ANN')).toMatchObject({ ok: true })
    expect(members[0]!.name).toBe('ANN')
    expect(roster.name(members[1]!, 'ann')).toEqual(refused('conflict'))
  })

  it('is kept where the next is not fit or not free', () => {
    const { people: roster, members } = crowd(2)
    roster.name(members[0]!, 'Ann')
    roster.name(members[1]!, 'Bo')
    expect(roster.name(members[1]!, '\u200B')).toEqual(refused('invalid name'))
    expect(roster.name(members[1]!, 'ann')).toEqual(refused('conflict'))
    expect(members[1]!.name).toBe('Bo')
    expect(roster.name(members[0]!, 'bo')).toEqual(refused('conflict'))
  })

  it('is free again when its holder takes another or departs', () => {
    const { people: roster, members } = crowd(3)
    roster.name(members[0]!, 'Ann')
    roster.name(members[0]!, 'Cy')
    expect(roster.name(members[1]!, 'Ann')).toMatchObject({ ok: true })
    roster.depart(members[1]!)
    roster.depart(members[1]!)
    expect(roster.count).toBe(2)
    expect(roster.name(members[2]!, 'ann')).toMatchObject({ ok: true })
  })
})

describe('a guest', () => {
  it('is named by number, counted up', () => {
    const { people: roster, members } = crowd(3)
    for (const member of members) roster.nameGuest(member)
    expect(members.map(({ name }) => name)).toEqual(['User000001', 'User000002', 'User000003'])
    expect(members.map(({ id }) => id)).toEqual([1, 2, 3])
  })

  it('keeps a name that was said', () => {
    const { people: roster, members } = crowd(1)
    roster.name(members[0]!, 'Ann')
    roster.nameGuest(members[0]!)
    expect(members[0]!.name).toBe('Ann')
  })

  it('is passed a number whose name somebody holds, or one that looks like it', () => {
    const { people: roster, members } = crowd(3)
    roster.name(members[0]!, 'user000001')
    roster.name(members[1]!, 'UserOOOOO2')
    roster.nameGuest(members[2]!)
    expect(members[2]!.name).toBe('User000003')
  })
})

describe('what is told', () => {
  it('reaches all, or those who said hello', () => {
    const { people: roster, members, downlinks } = crowd(2)
    members[1]!.greeted = true
    roster.tellGreeted({ label: 'list_rooms', rooms: [] })
    roster.tellAll({ label: 'terminate' })
    expect(downlinks.map(({ messages }) => messages.map(({ label }) => label))).toEqual([
      ['terminate'],
      ['list_rooms', 'terminate'],
    ])
  })
})
