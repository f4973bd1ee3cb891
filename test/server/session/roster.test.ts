import { describe, expect, it } from 'vitest'
import { People } from '../../../src/server/session/roster.ts'
import { Told } from '../rooms/told.ts'

function crowd(size: number) {
  const people = new People()
  const downlinks = Array.from({ length: size }, () => new Told())
  return { people, downlinks, members: downlinks.map((downlink) => people.arrive(downlink)) }
}

describe('a name', () => {
  it('is given to whoever asks first, and to nobody whose would look the same', () => {
    const { people, members } = crowd(2)
    expect(people.name(members[0]!, ' Ann ')).toBe('ok')
    expect(members[0]!.name).toBe('Ann')
    for (const like of ['Ann', 'ANN', '\u0410nn']) expect(people.name(members[1]!, like)).toBe('conflict')
    expect(members[1]!.name).toBe('')
    expect(people.name(members[1]!, 'Bo')).toBe('ok')
  })

  it('may be taken again by its holder, in other letters', () => {
    const { people, members } = crowd(2)
    people.name(members[0]!, 'Ann')
    expect(people.name(members[0]!, 'ANN')).toBe('ok')
    expect(members[0]!.name).toBe('ANN')
    expect(people.name(members[1]!, 'ann')).toBe('conflict')
  })

  it('is kept where the next is not fit or not free', () => {
    const { people, members } = crowd(2)
    people.name(members[0]!, 'Ann')
    people.name(members[1]!, 'Bo')
    expect(people.name(members[1]!, '\u200B')).toBe('invalid name')
    expect(people.name(members[1]!, 'ann')).toBe('conflict')
    expect(members[1]!.name).toBe('Bo')
    expect(people.name(members[0]!, 'bo')).toBe('conflict')
  })

  it('is free again when its holder takes another or departs', () => {
    const { people, members } = crowd(3)
    people.name(members[0]!, 'Ann')
    people.name(members[0]!, 'Cy')
    expect(people.name(members[1]!, 'Ann')).toBe('ok')
    people.depart(members[1]!)
    people.depart(members[1]!)
    expect(people.count).toBe(2)
    expect(people.name(members[2]!, 'ann')).toBe('ok')
  })
})

describe('a guest', () => {
  it('is named by number, counted up', () => {
    const { people, members } = crowd(3)
    for (const member of members) people.nameGuest(member)
    expect(members.map(({ name }) => name)).toEqual(['User000001', 'User000002', 'User000003'])
    expect(members.map(({ id }) => id)).toEqual([1, 2, 3])
  })

  it('keeps a name that was said', () => {
    const { people, members } = crowd(1)
    people.name(members[0]!, 'Ann')
    people.nameGuest(members[0]!)
    expect(members[0]!.name).toBe('Ann')
  })

  it('is passed a number whose name somebody holds, or one that looks like it', () => {
    const { people, members } = crowd(3)
    people.name(members[0]!, 'user000001')
    people.name(members[1]!, 'UserOOOOO2')
    people.nameGuest(members[2]!)
    expect(members[2]!.name).toBe('User000003')
  })
})

describe('what is told', () => {
  it('reaches all, or those who said hello', () => {
    const { people, members, downlinks } = crowd(2)
    members[1]!.greeted = true
    people.tellGreeted({ label: 'list_rooms', rooms: [] })
    people.tellAll({ label: 'terminate' })
    expect(downlinks.map(({ messages }) => messages.map(({ label }) => label))).toEqual([
      ['terminate'],
      ['list_rooms', 'terminate'],
    ])
  })
})
