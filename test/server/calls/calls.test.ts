import { describe, expect, it } from 'vitest'
import type { Limits } from '../../../src/protocol/limits.ts'
import { type Guest, Hosted } from '../hosted.ts'

type Message = Record<string, unknown>

/** People on a server, each with a name and a session that can be resumed. */
async function people(names: string[], changed: Partial<Limits> = {}) {
  const hosted = new Hosted(null, changed)
  const guests = names.map(() => hosted.connect())
  for (const [i, guest] of guests.entries()) {
    await guest.say({ action: 'hello', name: names[i], resumable: true }, { action: 'list' })
  }
  return { hosted, guests, ids: guests.map(({ session }) => session.participant.id) }
}

const all = (guest: Guest, label: string) => guest.messages.filter((one) => one.label === label)
const last = (guest: Guest, label: string): Message | undefined => all(guest, label).at(-1)

/** The first calls the second, who accepts. @returns the id of the call */
async function connected([ann, bo]: Guest[]): Promise<string> {
  await ann!.say({ action: 'call', to: bo!.session.participant.id })
  const { call } = last(bo!, 'call_ringing') as { call: string }
  await bo!.say({ action: 'call_answer', call, accept: true })
  return call
}

describe('a call', () => {
  it('rings, and moves both to a room of their own when it is accepted', async () => {
    const { hosted, guests, ids } = await people(['Ann', 'Bo', 'Cy'])
    const [ann, bo, cy] = guests as [Guest, Guest, Guest]
    await ann.say({ action: 'call', to: ids[1], video: true })
    const { call } = last(ann, 'call') as { call: string }
    expect(last(ann, 'call')).toEqual({ label: 'call', status: 'ringing', call })
    expect(last(bo, 'call_ringing')).toEqual({
      ...{ label: 'call_ringing', call, from: { id: ids[0], name: 'Ann' }, video: true },
    })
    await bo.say({ action: 'call_answer', call, accept: true, id: 7 })
    expect(last(bo, 'call_answer')).toEqual({ label: 'call_answer', call, status: 'ok', id: 7 })
    const room = `Call ${call}`
    for (const one of [ann, bo]) {
      expect(last(one, 'join_room')).toMatchObject({ status: 'ok', room, call })
      expect(one.session.room?.name).toBe(room)
    }
    hosted.clock.advance(10)
    await cy.say({ action: 'list' }, { action: 'join', room })
    expect(last(ann, 'room_users')).toMatchObject({ room, users: [{ name: 'Ann' }, { name: 'Bo' }] })
    expect(last(cy, 'list_rooms')).toMatchObject({ rooms: [] })
    expect(last(cy, 'error')).toMatchObject({ code: 'not_allowed' })
  })

  it('ends for both when one hangs up, and leaves no room', async () => {
    const { hosted, guests } = await people(['Ann', 'Bo'])
    const call = await connected(guests)
    await guests[0]!.say({ action: 'call_end', call })
    for (const one of guests) {
      expect(last(one, 'call_ended')).toMatchObject({ call, reason: 'hung up' })
      expect(one.session.room).toBeNull()
    }
    expect([hosted.context.rooms.all(), hosted.context.calls.all()]).toEqual([[], []])
    await guests[0]!.say({ action: 'call_end', call })
    expect(last(guests[0]!, 'error')).toMatchObject({ code: 'no_such_call' })
  })

  it('is declined with a text', async () => {
    const { guests, ids } = await people(['Ann', 'Bo'])
    const [ann, bo] = guests as [Guest, Guest]
    await ann.say({ action: 'call', to: ids[1] })
    const { call } = last(bo, 'call_ringing') as { call: string }
    await bo.say({ action: 'call_answer', call, accept: false, text: 'in 5\u001B[2J min' })
    expect(last(ann, 'call_ended')).toEqual({
      ...{ label: 'call_ended', call, reason: 'declined', text: 'in 5 min', to: { id: ids[1], name: 'Bo' } },
    })
    expect(last(bo, 'call_ended')).toMatchObject({ reason: 'declined' })
    expect(all(bo, 'call_missed')).toEqual([])
    await bo.say({ action: 'call_answer', call, accept: true })
    expect(last(bo, 'call_answer')).toMatchObject({ status: 'too late' })
  })

  it('ends after 45 s without an answer, and is reported as missed', async () => {
    const { hosted, guests, ids } = await people(['Ann', 'Bo'])
    const [ann, bo] = guests as [Guest, Guest]
    await ann.say({ action: 'call', to: ids[1] })
    hosted.clock.advance(44_999)
    await hosted.settle()
    expect(all(ann, 'call_ended')).toEqual([])
    hosted.clock.advance(1)
    await hosted.settle()
    for (const one of [ann, bo]) expect(last(one, 'call_ended')).toMatchObject({ reason: 'no answer' })
    expect(all(bo, 'call_missed')).toMatchObject([{ from: { id: ids[0], name: 'Ann' } }])
    expect(all(ann, 'call_missed')).toEqual([])
  })

  it('is taken back by the caller, and is reported as missed', async () => {
    const { guests, ids } = await people(['Ann', 'Bo'])
    const [ann, bo] = guests as [Guest, Guest]
    await ann.say({ action: 'call', to: ids[1] })
    await ann.say({ action: 'call_end', call: (last(ann, 'call') as { call: string }).call })
    for (const one of [ann, bo]) expect(last(one, 'call_ended')).toMatchObject({ reason: 'cancelled' })
    expect(all(bo, 'call_missed')).toHaveLength(1)
  })

  it('connects two who call each other at once, with one call', async () => {
    const { hosted, guests, ids } = await people(['Ann', 'Bo'])
    const [ann, bo] = guests as [Guest, Guest]
    await ann.say({ action: 'call', to: ids[1] })
    await bo.say({ action: 'call', to: ids[0] })
    const { call } = last(ann, 'call') as { call: string }
    expect(last(bo, 'call')).toEqual({ label: 'call', status: 'ringing', call })
    expect(hosted.context.calls.all()).toMatchObject([{ id: call, state: 'connected' }])
    expect(ann.session.room?.size).toBe(2)
  })

  it('is refused to somebody who is busy, and reported to them as missed', async () => {
    const { guests, ids } = await people(['Ann', 'Bo', 'Cy'])
    const [ann, bo, cy] = guests as [Guest, Guest, Guest]
    await connected([ann, bo])
    await cy.say({ action: 'call', to: ids[1] })
    expect(last(cy, 'call')).toEqual({ label: 'call', status: 'busy' })
    expect(last(bo, 'call_missed')).toMatchObject({ from: { name: 'Cy' } })
    await ann.say({ action: 'call', to: ids[2] })
    expect(last(ann, 'error')).toMatchObject({ code: 'not_allowed' })
  })

  it('is refused by presence, by a block, to nobody, to oneself, and above ten per minute', async () => {
    const { hosted, guests, ids } = await people(['Ann', 'Bo', 'Cy'])
    const [ann, bo, cy] = guests as [Guest, Guest, Guest]
    const called = async (to: number) => {
      await ann.say({ action: 'call', to })
      return last(ann, 'call')?.status
    }
    await bo.say({ action: 'presence', presence: 'do not disturb', text: 'writing' })
    expect(await called(ids[1]!)).toBe('do not disturb')
    expect(all(bo, 'call_ringing')).toEqual([])
    expect(all(bo, 'call_missed')).toHaveLength(1)
    await cy.say({ action: 'block', user: ids[0] })
    expect(last(cy, 'block')).toEqual({ label: 'block', status: 'ok', names: ['Ann'] })
    expect(await called(ids[2]!)).toBe('do not disturb')
    expect([...all(cy, 'call_ringing'), ...all(cy, 'call_missed')]).toEqual([])
    expect(await called(999)).toBe('not here')
    await ann.say({ action: 'call', to: ids[0] })
    expect(last(ann, 'error')).toMatchObject({ code: 'not_allowed' })
    await cy.say({ action: 'block', name: 'Ann', blocked: false })
    expect(await called(ids[2]!)).toBe('ringing')
    await ann.say({ action: 'call_end', call: last(ann, 'call')!.call })
    for (let i = 4; i < 10; i++) expect(await called(999)).toBe('not here')
    expect(await called(ids[2]!)).toBe('too many')
    hosted.clock.advance(6_000)
    expect(await called(ids[2]!)).toBe('ringing')
  })

  it('brings both back to where they were, and holds their place there', async () => {
    const { hosted, guests, ids } = await people(['Ann', 'Bo', 'Cy'])
    const [ann, bo, cy] = guests as [Guest, Guest, Guest]
    await ann.say({ action: 'create', room: 'standup', temporary: true }, { action: 'join', room: 'standup' })
    await cy.say({ action: 'join', room: 'standup' })
    const call = await connected([ann, bo])
    hosted.clock.advance(10)
    await hosted.settle()
    expect(last(cy, 'room_users')).toMatchObject({
      users: [{ name: 'Cy' }, { id: ids[0], muted: true, deafened: true, held: true }],
    })
    await cy.say({ action: 'quit_room' })
    await bo.say({ action: 'call_end', call })
    expect(ann.session.room?.name).toBe('standup')
    expect(last(ann, 'join_room')).toMatchObject({ room: 'standup', status: 'ok', call })
    expect(ann.messages.map(({ label }) => label).lastIndexOf('call_ended')).toBeLessThan(
      ann.messages.map(({ label }) => label).lastIndexOf('join_room'),
    )
    expect(bo.session.room).toBeNull()
    await ann.say({ action: 'quit_room' })
    expect(hosted.context.rooms.all()).toEqual([])
  })

  it('leaves the room for good if that is asked for', async () => {
    const { hosted, guests, ids } = await people(['Ann', 'Bo'])
    const [ann, bo] = guests as [Guest, Guest]
    await bo.say({ action: 'create', room: 'standup', temporary: true }, { action: 'join', room: 'standup' })
    await ann.say({ action: 'call', to: ids[1] })
    const { call } = last(bo, 'call_ringing') as { call: string }
    await bo.say({ action: 'call_answer', call, accept: true, room: 'leave' })
    expect(hosted.context.rooms.all().map(({ name }) => name)).toEqual([`Call ${call}`])
    await bo.say({ action: 'call_end', call })
    expect([bo.session.room, hosted.context.rooms.all()]).toEqual([null, []])
  })

  it('becomes a room when a third is invited, and goes on when one of three leaves', async () => {
    const { hosted, guests, ids } = await people(['Ann', 'Bo', 'Cy'])
    const [ann, bo, cy] = guests as [Guest, Guest, Guest]
    const call = await connected([ann, bo])
    await bo.say({ action: 'call_invite', call, to: ids[2] })
    const { invitation } = last(bo, 'call_invite') as { invitation: string }
    expect(last(cy, 'call_ringing')).toEqual({
      ...{ label: 'call_ringing', call: invitation, from: { id: ids[1], name: 'Bo' } },
      ...{ room: `Call ${call}`, with: [{ id: ids[0], name: 'Ann' }] },
    })
    await cy.say({ action: 'call_answer', call: invitation, accept: true })
    expect(last(cy, 'join_room')).toMatchObject({ room: `Call ${call}`, call })
    expect(hosted.context.calls.all()).toHaveLength(1)
    await ann.say({ action: 'call_end', call })
    expect([bo.session.room?.size, all(bo, 'call_ended')]).toEqual([2, []])
    await cy.say({ action: 'quit_room' })
    expect(last(bo, 'call_ended')).toMatchObject({ call, reason: 'hung up' })
    expect(hosted.context.rooms.all()).toEqual([])
  })

  it('lets somebody who was invited join its room by name, which ends the ring', async () => {
    const { hosted, guests, ids } = await people(['Ann', 'Bo', 'Cy'])
    const [ann, bo, cy] = guests as [Guest, Guest, Guest]
    const call = await connected([ann, bo])
    await ann.say({ action: 'call_invite', call, to: ids[2] })
    await cy.say({ action: 'join', room: `Call ${call}` })
    expect(last(cy, 'join_room')).toMatchObject({ status: 'ok' })
    expect(hosted.context.calls.all()).toHaveLength(1)
    hosted.clock.advance(60_000)
    await hosted.settle()
    expect([ann.session.room?.size, all(cy, 'call_missed')]).toEqual([3, []])
  })

  it('takes an invitation back with the call of the person who made it', async () => {
    const { guests, ids } = await people(['Ann', 'Bo', 'Cy'])
    const [ann, bo, cy] = guests as [Guest, Guest, Guest]
    const call = await connected([ann, bo])
    await ann.say({ action: 'call_invite', call, to: ids[2] })
    await bo.say({ action: 'call_end', call })
    expect(last(cy, 'call_ended')).toMatchObject({ reason: 'cancelled' })
    expect(last(cy, 'call_missed')).toMatchObject({ from: { name: 'Ann' } })
  })

  it('goes on when a lost connection is resumed within 15 s, and ends when it is not', async () => {
    const { hosted, guests } = await people(['Ann', 'Bo'])
    const [ann, bo] = guests as [Guest, Guest]
    const call = await connected([ann, bo])
    const { resume } = last(ann, 'hello') as { resume: string }
    await ann.breakOff()
    expect(hosted.context.calls.all()).toMatchObject([{ state: 'interrupted' }])
    hosted.clock.advance(14_000)
    const again = hosted.connect()
    await again.say({ action: 'hello', resume, resumable: true }, { action: 'list' })
    expect(last(again, 'hello')).toMatchObject({ resumed: true, room: `Call ${call}` })
    hosted.clock.advance(20_000)
    await hosted.settle()
    expect(hosted.context.calls.all()).toMatchObject([{ state: 'connected' }])
    await again.breakOff()
    hosted.clock.advance(15_000)
    await hosted.settle()
    expect(last(bo, 'call_ended')).toMatchObject({ call, reason: 'connection lost' })
    expect([bo.session.room, hosted.context.rooms.all()]).toEqual([null, []])
  })

  it('rings on for a caller who lost the connection, and tells them when they are back', async () => {
    const { hosted, guests, ids } = await people(['Ann', 'Bo'])
    const [ann, bo] = guests as [Guest, Guest]
    await ann.say({ action: 'call', to: ids[1] })
    const { call } = last(bo, 'call_ringing') as { call: string }
    await ann.breakOff()
    await bo.say({ action: 'call_answer', call, accept: true })
    expect(hosted.context.calls.all()).toMatchObject([{ state: 'interrupted' }])
    const again = hosted.connect()
    await again.say({ action: 'hello', resume: last(ann, 'hello')?.resume })
    expect(last(again, 'join_room')).toMatchObject({ room: `Call ${call}`, call })
    expect(hosted.context.calls.all()).toMatchObject([{ state: 'connected' }])
  })

  it('rings again for a callee who lost the connection and is back', async () => {
    const { hosted, guests, ids } = await people(['Ann', 'Bo'])
    const [ann, bo] = guests as [Guest, Guest]
    await bo.breakOff()
    await ann.say({ action: 'call', to: ids[1] })
    expect(last(ann, 'call')).toMatchObject({ status: 'ringing' })
    const again = hosted.connect()
    await again.say({ action: 'hello', resume: last(bo, 'hello')?.resume })
    expect(last(again, 'call_ringing')).toMatchObject({ from: { name: 'Ann' } })
  })

  it('ends when the callee leaves the server while it rings', async () => {
    const { guests, ids } = await people(['Ann', 'Bo'])
    const [ann, bo] = guests as [Guest, Guest]
    await ann.say({ action: 'call', to: ids[1] })
    await bo.say({ action: 'exit' })
    expect(last(ann, 'call_ended')).toMatchObject({ reason: 'connection lost' })
  })

  it('is counted by what became of it, and logged for the operator', async () => {
    const { hosted, guests } = await people(['Ann', 'Bo'])
    const call = await connected(guests)
    await guests[1]!.say({ action: 'call_end', call })
    expect(hosted.context.counters.calls).toMatchObject({ answered: 1, 'no answer': 0 })
    const notes = hosted.logged.filter(([name]) => name === 'called' || name === 'call_ended')
    expect(notes).toMatchObject([
      ['called', { call, name: 'Ann', to: 'Bo', address: '::1' }],
      ['call_ended', { call, name: 'Ann', to: 'Bo', reason: 'hung up', seconds: 0 }],
    ])
  })
})

describe('a client whose connection is lost for good', () => {
  const phases = ['rings', 'is connected'] as const
  const sides = ['caller', 'callee'] as const
  const cases = phases.flatMap((phase) => sides.map((side) => ({ phase, side })))

  it.each(cases)('ends the call for the other within its time when the $side goes while it $phase', async (one) => {
    const { hosted, guests, ids } = await people(['Ann', 'Bo'])
    const [ann, bo] = guests as [Guest, Guest]
    await ann.say({ action: 'call', to: ids[1] })
    const { call } = last(bo, 'call_ringing') as { call: string }
    if (one.phase === 'is connected') await bo.say({ action: 'call_answer', call, accept: true })
    const [gone, stays] = one.side === 'caller' ? [ann, bo] : [bo, ann]
    await gone.breakOff()
    expect(all(stays, 'call_ended')).toEqual([])
    hosted.clock.advance(45_000)
    await hosted.settle()
    // A callee who is away may come back while it rings, up to the end of the ring.
    const reason = one.phase === 'rings' && one.side === 'callee' ? 'no answer' : 'connection lost'
    expect(last(stays, 'call_ended')).toMatchObject({ call, reason })
    expect([hosted.context.calls.all(), hosted.context.rooms.all()]).toEqual([[], []])
  })
})

describe('a call of an account', () => {
  const registered = async () => {
    const hosted = new Hosted(null, {}, { accounts: true })
    const ann = hosted.connect()
    await ann.say({ action: 'hello', name: 'Ann' }, { action: 'list' })
    const bo = hosted.connect()
    await bo.say({ action: 'hello', name: 'Bo' }, { action: 'register', password: 'open sesame' })
    return { hosted, ann, bo }
  }
  const login = async (hosted: Hosted) => {
    const guest = hosted.connect()
    await guest.say({ action: 'login', name: 'Bo', password: 'open sesame', if_here: 'beside' })
    while (!last(guest, 'login')) await hosted.settle()
    await hosted.settle()
    return guest
  }

  it('rings on every session, and stops elsewhere when one answers', async () => {
    const { hosted, ann, bo } = await registered()
    while (!last(bo, 'register')) await hosted.settle()
    const second = await login(hosted)
    await ann.say({ action: 'call', to: bo.session.participant.id })
    const third = await login(hosted)
    for (const one of [bo, second, third]) {
      expect(last(one, 'call_ringing')).toMatchObject({ from: { name: 'Ann' } })
    }
    const { call } = last(second, 'call_ringing') as { call: string }
    await second.say({ action: 'call_answer', call, accept: true })
    for (const one of [bo, third]) {
      expect(last(one, 'call_ended')).toMatchObject({ call, reason: 'answered elsewhere' })
      expect(all(one, 'call_missed')).toEqual([])
    }
    expect(second.session.room?.name).toBe(`Call ${call}`)
  })

  it('is told as missed at the next login, and blocks stay with the account', async () => {
    const { hosted, ann, bo } = await registered()
    while (!last(bo, 'register')) await hosted.settle()
    const { id } = bo.session.participant
    await bo.say({ action: 'exit' })
    await ann.say({ action: 'call', to: id })
    expect(last(ann, 'call')).toMatchObject({ status: 'not here' })
    const again = await login(hosted)
    expect(all(again, 'call_missed')).toMatchObject([{ from: { id: ann.session.participant.id, name: 'Ann' } }])
    await again.say({ action: 'block', user: ann.session.participant.id })
    await again.say({ action: 'exit' })
    const third = await login(hosted)
    expect(all(third, 'call_missed')).toEqual([])
    await ann.say({ action: 'call', to: third.session.participant.id })
    expect(last(ann, 'call')).toMatchObject({ status: 'do not disturb' })
  })
})
