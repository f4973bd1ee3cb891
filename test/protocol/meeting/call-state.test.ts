import { describe, expect, it } from 'vitest'
import type { PersonHere } from '../../../src/protocol/call-messages.ts'
import type { Label } from '../../../src/protocol/labels.ts'
import type { MeetingEvent } from '../../../src/protocol/meeting/meeting-events.ts'
import { peopleToShow, personNamed, stateOfPerson } from '../../../src/protocol/meeting/people-list.ts'
import { pushEvent } from '../../../src/protocol/meeting/push-event.ts'
import { initialState, type MeetingState, reduce } from '../../../src/protocol/meeting/state.ts'
import type { User } from '../../../src/protocol/shapes.ts'

const user = (id: number, name: string): User => {
  return { id, name, muted: false, deafened: false, sharing: false, recording: false }
}
const [ann, bo, cy] = [user(1, 'Ann'), user(2, 'Bo'), user(3, 'Cy')]
const begin: MeetingState = { ...initialState, self: { id: 1, name: 'Ann' } }

/** The state of Ann's client after what it was pushed or did. */
function stateAfter(...happened: (Label | MeetingEvent)[]): MeetingState {
  return happened.reduce((state, one, i) => {
    const event = 'event' in one ? one : pushEvent(one, state.users, 1_000 * (i + 1))
    return event ? reduce(state, event) : state
  }, begin)
}

const placed: MeetingEvent = { ...{ event: 'call_placed', call: 'x', to: { id: 2, name: 'Bo' }, video: true, at: 500 } }
const ringing: Label = { label: 'call_ringing', call: 'y', from: { id: 2, name: 'Bo' } }
const moved = (call: string, ...users: User[]): Label => {
  return { label: 'join_room', status: 'ok', room: `Call ${call}`, users, call }
}
const back: Label = { label: 'join_room', status: 'ok', room: 'standup', users: [ann], call: 'x' }
const ended = (call: string, reason: 'hung up' | 'declined' | 'no answer' | 'answered elsewhere'): Label => {
  return { label: 'call_ended', call, reason }
}

describe('the calls that a client knows', () => {
  it('go from a placed call to one in progress, and back to the room before', () => {
    expect(stateAfter(placed).calls.placed).toMatchObject({ call: 'x' })
    const inCall = stateAfter(placed, moved('x', ann, bo))
    expect(inCall).toMatchObject({ room: 'Call x', users: [ann, bo] })
    expect(inCall.calls).toMatchObject({ placed: null, current: { call: 'x', since: 2_000, video: true } })
    const over = stateAfter(placed, moved('x', ann, bo), ended('x', 'hung up'))
    expect(over).toMatchObject({ room: null, users: [], calls: { current: null } })
    expect(over.calls.recent).toEqual([
      { call: 'x', with: { id: 2, name: 'Bo' }, way: 'out', at: 500, talked: 1_000, reason: 'hung up' },
    ])
    const returned = stateAfter(placed, moved('x', ann, bo), ended('x', 'hung up'), back)
    expect(returned).toMatchObject({ room: 'standup', calls: { current: null } })
  })

  it('stop ringing when answered here, declined, or answered on another device', () => {
    expect(stateAfter(ringing).calls.ringing).toMatchObject([{ call: 'y', from: { name: 'Bo' }, video: false }])
    expect(stateAfter(ringing, moved('y', ann, bo)).calls).toMatchObject({ ringing: [], current: { call: 'y' } })
    for (const reason of ['declined', 'answered elsewhere'] as const) {
      expect(stateAfter(ringing, ended('y', reason)).calls).toMatchObject({ ringing: [], recent: [{ reason }] })
    }
  })

  it('count a missed call once, until it was seen', () => {
    const missed: Label = { label: 'call_missed', from: { id: 2, name: 'Bo' }, at: 7 }
    const { calls } = stateAfter(ringing, ended('y', 'no answer'), missed)
    expect(calls).toMatchObject({ ringing: [], unseen: 1, recent: [{ way: 'missed', at: 7 }] })
    expect(calls.recent).toHaveLength(1)
    expect(stateAfter(missed, { event: 'calls_seen' }).calls.unseen).toBe(0)
  })

  it('take an invitation to a room with others for that call', () => {
    const invitation: Label = { ...ringing, room: 'Call x', with: [{ id: 3, name: 'Cy' }] }
    const { calls } = stateAfter(invitation, moved('x', ann, bo, cy))
    expect(calls).toMatchObject({ ringing: [], current: { call: 'x' }, recent: [{ way: 'in' }] })
  })

  it('keep a call over the end of an invitation made from it', () => {
    const invited: MeetingEvent = { event: 'call_invited', call: 'z', to: { id: 3, name: 'Cy' } }
    const state = stateAfter(placed, moved('x', ann, bo), invited, ended('z', 'declined'))
    expect(state).toMatchObject({ room: 'Call x', calls: { current: { call: 'x' }, invited: [] } })
  })

  it('are gone with a session that was not resumed, but for the recent ones', () => {
    const again = { event: 'reconnected', encrypted: true, key: null, self: { id: 9, name: 'Ann' } } as const
    const inCall = stateAfter(placed, moved('x', ann, bo))
    expect(reduce(inCall, { ...again, resumed: true }).calls.current).not.toBeNull()
    const lost = reduce(inCall, { ...again, resumed: false }).calls
    expect([lost.current, lost.recent.length]).toEqual([null, 1])
  })
})

describe('the list of people that a client shows', () => {
  const here = (id: number, name: string, more: Partial<PersonHere> = {}): PersonHere => {
    return { id, name, room: null, presence: 'available', in_call: false, registered: false, ...more }
  }

  it('has each other person once, by name, with the room of any session', () => {
    const people = [
      here(1, 'Ann', { registered: true }),
      here(2, 'Zoe', { registered: true }),
      here(3, 'Ann 2', { person: 1 }),
      here(4, 'Zoe 2', { person: 2, room: 'standup', in_call: true }),
      here(5, 'Bo'),
    ]
    const shown = peopleToShow(people, { id: 3, name: 'Ann 2' })
    expect(shown.map(({ name, room, in_call }) => [name, room, in_call])).toEqual([
      ['Bo', null, false],
      ['Zoe', 'standup', true],
    ])
  })

  it('finds a person by name, by its start or by a part, unless several fit', () => {
    const people = [here(1, 'Ann'), here(2, 'Anna'), here(3, 'Bo Smith')]
    expect(personNamed(people, 'ann')?.id).toBe(1)
    expect(personNamed(people, 'smith')?.id).toBe(3)
    expect(personNamed(people, 'an')).toBeUndefined()
    expect(personNamed(people, '  ')).toBeUndefined()
  })

  it('says what a person does', () => {
    expect(stateOfPerson(here(1, 'Ann'))).toBe('available')
    const busy = here(1, 'Ann', { presence: 'away', text: 'lunch', in_call: true, room: 'standup' })
    expect(stateOfPerson(busy)).toBe('in a call, away: lunch, in standup')
  })
})
