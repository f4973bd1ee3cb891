import { describe, expect, it } from 'vitest'
import type { MeetingEvent } from '../../../src/protocol/meeting/meeting-events.ts'
import type { User } from '../../../src/protocol/shapes.ts'
import type { PageEvent } from '../../../src/web/state/page-events.ts'
import { defaultPreferences, initialPage, type PageState } from '../../../src/web/state/page-state.ts'
import { reducePage } from '../../../src/web/state/reduce-page.ts'

const AT = 1_700_000_000_000

function user(id: number, name: string, change: Partial<User> = {}): User {
  return { id, name, muted: false, deafened: false, sharing: false, recording: false, ...change }
}

const ann = user(1, 'Ann', { host: true })
const bo = user(2, 'Bo')

/** The state after events, starting outside. */
function stateAfter(...events: (MeetingEvent | PageEvent)[]): PageState {
  return events.reduce(
    (state, event) => reducePage(state, 'event' in event ? { type: 'meeting', happened: event, at: AT } : event),
    initialPage(defaultPreferences),
  )
}

const connected: MeetingEvent = {
  event: 'connected',
  host: 'box',
  port: 1,
  encrypted: true,
  key: null,
  rate: 48_000,
  self: { id: 1, name: 'Ann' },
}
const joined: MeetingEvent = { event: 'joined', room: 'standup', users: [ann] }
const inRoom = [connected, joined]
const said = (text: string, change: Partial<Extract<MeetingEvent, { event: 'said' }>> = {}): MeetingEvent => ({
  event: 'said',
  from: { id: 2, name: 'Bo' },
  text,
  at: AT,
  private: false,
  ...change,
})

describe('the form to enter', () => {
  it('asks for the password of the server once the server has asked for it', () => {
    const state = stateAfter({ type: 'entering' }, { type: 'refused', problem: 'server password needed' })
    expect(state).toMatchObject({ stage: 'outside', asksServerPassword: true, problem: 'server password needed' })
    expect(reducePage(state, { type: 'form', form: 'sign up' })).toMatchObject({
      form: 'sign up',
      asksServerPassword: true,
      problem: null,
    })
  })

  it('becomes the form to log in when the name is registered', () => {
    expect(stateAfter({ type: 'refused', problem: 'name registered' }).form).toBe('log in')
  })

  it('is shown again, with the reason, when the server ends the session', () => {
    const state = stateAfter(...inRoom, said('hi'), { type: 'outside', problem: 'unreachable' })
    expect(state).toMatchObject({ stage: 'outside', problem: 'unreachable', log: [], unread: 0 })
    expect(state.meeting.room).toBeNull()
  })
})

describe('the chat', () => {
  it('counts messages of others as unread until it is open', () => {
    const state = stateAfter(...inRoom, said('hi'), said('mine', { from: { id: 1, name: 'Ann' } }), said('there'))
    expect(state.unread).toBe(2)
    const open = reducePage(state, { type: 'chat', open: true })
    expect(open.unread).toBe(0)
    expect(reducePage(open, { type: 'meeting', happened: said('more'), at: AT }).unread).toBe(0)
  })

  it('marks messages that mention the user or are for them alone', () => {
    const { log } = stateAfter(...inRoom, said('hello ann'), said('hello'), said('psst', { private: true }))
    expect(log.map(({ text, mention, isPrivate }) => [text, mention, isPrivate])).toEqual([
      ['hello ann', true, false],
      ['hello', false, false],
      ['psst', true, true],
    ])
  })

  it('says who joined and left, with ids that never repeat', () => {
    const { log } = stateAfter(
      ...inRoom,
      { event: 'users', room: 'standup', users: [ann, bo, user(3, 'Cy')] },
      { event: 'users', room: 'standup', users: [ann, user(3, 'Cy')] },
    )
    expect(log.map(({ kind, name }) => `${name} ${kind}`)).toEqual(['Bo joined', 'Cy joined', 'Bo left'])
    expect(new Set(log.map(({ id }) => id)).size).toBe(3)
  })

  it('says whose hand was raised, but not of people who come with one', () => {
    const raised = (...ids: number[]): MeetingEvent => ({
      event: 'users',
      room: 'standup',
      users: [ann, bo, user(3, 'Cy')].map((one) => (ids.includes(one.id) ? { ...one, hand: true } : one)),
    })
    const { log } = stateAfter(...inRoom, raised(3), raised(1, 2, 3), raised())
    expect(log.map(({ kind, name }) => `${name} ${kind}`)).toEqual(['Bo joined', 'Cy joined', 'Bo hand'])
  })

  it('is empty after joining another room, and kept after rejoining the same one', () => {
    const state = stateAfter(...inRoom, said('hi'))
    const again = reducePage(state, { type: 'meeting', happened: joined, at: AT })
    expect(again.log).toHaveLength(1)
    const other = reducePage(state, { type: 'meeting', happened: { ...joined, room: 'lunch' }, at: AT })
    expect(other.log).toEqual([])
  })

  it('drops the oldest entries of a long talk', () => {
    const { log } = stateAfter(...inRoom, ...Array.from({ length: 2_100 }, (_, i) => said(`${i}`)))
    expect(log).toHaveLength(2_000)
    expect(log.at(-1)!.text).toBe('2099')
  })
})

describe('the question for consent', () => {
  const recording = 'standup/2026-01-31_09-00-00'
  const wanted: MeetingEvent = { event: 'consent_wanted', room: 'standup', by: { id: 2, name: 'Bo' }, recording }

  it('stays until it is answered', () => {
    const asked = stateAfter(...inRoom, wanted)
    expect(asked.consent).toMatchObject({ by: 'Bo', room: 'standup' })
    expect(stateAfter(...inRoom, wanted, said('hm')).consent).not.toBeNull()
    expect(stateAfter(...inRoom, wanted, { event: 'consent', agree: false, recording }).consent).toBeNull()
  })

  it('goes when the recording ends, or the user leaves the room', () => {
    const by = { id: 2, name: 'Bo' }
    const begun: MeetingEvent = { event: 'recording', on: true, by, tracks: true, recording }
    expect(stateAfter(...inRoom, begun, wanted, { ...begun, on: false }).consent).toBeNull()
    expect(stateAfter(...inRoom, wanted, { event: 'left', room: 'standup' }).consent).toBeNull()
  })
})

describe('the large picture', () => {
  const started: MeetingEvent = { event: 'screen_started', from: { id: 2, name: 'Bo' }, kind: 'screen' }

  it('is no longer large when its share ends', () => {
    const large = [...inRoom, started, { type: 'large', person: 2 } as const]
    expect(stateAfter(...large).large).toBe(2)
    expect(stateAfter(...large, said('nice')).large).toBe(2)
    expect(stateAfter(...large, { event: 'screen_stopped', from: { id: 2, name: 'Bo' } }).large).toBeNull()
  })
})

describe('messages of the past', () => {
  it('stand before what is said now, with a button while there are older ones, and are not unread', () => {
    const joined: MeetingEvent = { event: 'joined', room: 'standup', users: [ann, bo] }
    const said = [
      { from: 0, name: 'Bo', text: 'long ago', at: AT - 9 },
      { from: 1, name: 'Ann', text: 'before', at: AT - 5 },
    ]
    const now: MeetingEvent = { event: 'said', from: bo, text: 'now', at: AT, private: false }
    const state = stateAfter(connected, joined, now, { event: 'history', room: 'standup', said, more: true }, now)
    expect(state.log.map(({ text }) => text)).toEqual(['long ago', 'before', 'now', 'now'])
    expect(new Set(state.log.map(({ id }) => id)).size).toBe(4)
    expect(state.log.map(({ mine }) => mine)).toEqual([false, true, false, false])
    expect([state.unread, state.meeting.olderTexts]).toEqual([2, true])
  })
})
