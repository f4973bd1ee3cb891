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
  it('is given to the first client that requests it, and refused with names that look the same', () => {
    const { people: roster, members } = crowd(2)
    expect(roster.name(members[0]!, ' Ann ')).toMatchObject({ ok: true })
    expect(members[0]!.name).toBe('Ann')
    for (const like of ['Ann', 'ANN', '\u0410nn']) expect(roster.name(members[1]!, like)).toEqual(refused('conflict'))
    expect(members[1]!.name).toBe('')
    expect(roster.name(members[1]!, 'Bo')).toMatchObject({ ok: true })
  })

  it('is refused when it resembles that of the server', () => {
    const { people: roster, members } = crowd(1)
    for (const like of ['Server', 'Server.', '[server]', 'Server 2', 'S e r v e r'])
      expect(roster.name(members[0]!, like)).toEqual(refused('conflict'))
    expect(roster.name(members[0]!, 'Observer')).toMatchObject({ ok: true })
  })

  it('may be changed by its holder to one that looks the same', () => {
    const { people: roster, members } = crowd(2)
    roster.name(members[0]!, 'Ann')
    expect(roster.name(members[0]!, 'ANN')).toMatchObject({ ok: true })
    expect(members[0]!.name).toBe('ANN')
    expect(roster.name(members[1]!, 'ann')).toEqual(refused('conflict'))
  })

  it('is kept when the requested one is invalid or taken', () => {
    const { people: roster, members } = crowd(2)
    roster.name(members[0]!, 'Ann')
    roster.name(members[1]!, 'Bo')
    expect(roster.name(members[1]!, '\u200B')).toEqual(refused('invalid name'))
    expect(roster.name(members[1]!, 'ann')).toEqual(refused('conflict'))
    expect(members[1]!.name).toBe('Bo')
    expect(roster.name(members[0]!, 'bo')).toEqual(refused('conflict'))
  })

  it('is free again when its holder changes it or disconnects', () => {
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
  it('gets a numbered name', () => {
    const { people: roster, members } = crowd(3)
    for (const member of members) roster.nameGuest(member)
    expect(members.map(({ name }) => name)).toEqual(['User000001', 'User000002', 'User000003'])
    expect(members.map(({ id }) => id)).toEqual([1, 2, 3])
  })

  it('keeps a name that was requested', () => {
    const { people: roster, members } = crowd(1)
    roster.name(members[0]!, 'Ann')
    roster.nameGuest(members[0]!)
    expect(members[0]!.name).toBe('Ann')
  })

  it('does not get a number whose name, or one that looks like it, is taken', () => {
    const { people: roster, members } = crowd(3)
    roster.name(members[0]!, 'user000001')
    roster.name(members[1]!, 'UserOOOOO2')
    roster.nameGuest(members[2]!)
    expect(members[2]!.name).toBe('User000003')
  })
})

describe('messages to everyone', () => {
  it('reach all clients, or only those that sent hello', () => {
    const { people: roster, members, downlinks } = crowd(2)
    members[1]!.greeted = true
    roster.sendToGreeted({ label: 'list_rooms', rooms: [] })
    roster.sendToAll({ label: 'terminate' })
    expect(downlinks.map(({ messages }) => messages.map(({ label }) => label))).toEqual([
      ['terminate'],
      ['list_rooms', 'terminate'],
    ])
  })
})
