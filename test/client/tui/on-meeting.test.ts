import { describe, expect, it } from 'vitest'
import { elapsedOf, onMeeting } from '../../../src/client/tui/on-meeting.ts'
import { currentLog, type UiState, unreadOf } from '../../../src/client/tui/state.ts'
import type { MeetingEvent } from '../../../src/protocol/meeting/meeting-events.ts'
import { type MeetingState, reduce } from '../../../src/protocol/meeting/state.ts'
import { entry, inRoom, user } from './states.ts'

/** The state after events of the meeting, `at` ms of the monotonic clock. */
function reached(state: UiState, ...events: (MeetingEvent | { wait: number })[]): UiState {
  let now = state.now
  let meeting: MeetingState = state.meeting
  let ui = state
  for (const one of events) {
    if ('wait' in one) {
      now += one.wait
      continue
    }
    const before = meeting
    meeting = reduce(before, one)
    ui = onMeeting(ui, { event: 'meeting', happened: one, before, after: meeting, at: 0, now })
  }
  return ui
}

const hello: MeetingEvent = { event: 'said', from: { id: 2, name: 'Bo' }, text: 'hello', at: 0, private: false }
const started: MeetingEvent = { event: 'recording_started', path: 'a.wav' }
const stopped: MeetingEvent = { event: 'recording_stopped', path: 'a.wav', seconds: 1, lost_seconds: 0 }
const paused = (on: boolean): MeetingEvent => ({ event: 'recording_paused', on })
const active = (...rooms: [string, number][]): MeetingEvent => ({
  event: 'activity',
  rooms: rooms.map(([room, said]) => ({ room, said, users: 1 })),
})

describe('an event of a meeting', () => {
  it('is added to the log of the room', () => {
    const { logs } = reached(inRoom(), hello)
    expect(logs.standup?.map(({ text }) => text)).toEqual(['hello'])
    expect(Object.keys(logs)).toEqual(['standup'])
  })

  it.each(['constructor', '__proto__', 'toString'])('is added to the log of a room called %s', (room) => {
    const joined: MeetingEvent = { event: 'joined', room, users: [user(1, 'Ann'), user(2, 'Bo')] }
    const state = reached(inRoom(), joined, hello)
    expect(currentLog(state).at(-1)).toMatchObject({ text: 'hello' })
    expect(unreadOf(reached(inRoom(), active([room, 2])), room)).toBe(0)
  })

  it('is counted while scrolled back', () => {
    const log = { logs: { standup: [entry('old')] } }
    expect(reached(inRoom({ ...log, scroll: 3 }), hello, hello)).toMatchObject({ scroll: 3, below: 2 })
    expect(reached(inRoom(log), hello)).toMatchObject({ scroll: 0, below: 0 })
  })

  it('clears the selection of a person who left', () => {
    const state = inRoom({ selectedPerson: 2 })
    const users = (...ids: number[]): MeetingEvent => ({
      event: 'users',
      room: 'standup',
      users: ids.map((id) => user(id, `P${id}`)),
    })
    expect(reached(state, users(1, 2, 3)).selectedPerson).toBe(2)
    expect(reached(state, users(1, 3)).selectedPerson).toBeNull()
  })

  it('keeps the same object when nothing visible changes', () => {
    const state = inRoom()
    expect(reached(state, { event: 'speaking', room: 'elsewhere', users: [7] })).toBe(state)
    expect(reached(state, { event: 'speaking', room: 'standup', users: [2] }).meeting.speaking).toEqual([2])
  })
})

describe('messages in other rooms', () => {
  it('are counted until the user joins', () => {
    const unread = reached(inRoom(), active(['retro', 2], ['standup', 5]), active(['retro', 3]))
    expect(unread.unread).toEqual({ retro: 3 })
    expect(reached(unread, { event: 'joined', room: 'retro', users: [] }).unread).toEqual({})
    expect(reached(unread, { event: 'rooms', rooms: [], asked: false }).unread).toEqual({})
  })

  it('are not counted for joins and departures, nor in a new room', () => {
    expect(reached(inRoom(), active(['retro', 0])).unread).toEqual({})
    expect(reached(inRoom(), active(['unheard-of', 500])).unread).toEqual({})
  })
})

describe('the consent question', () => {
  const by = { id: 2, name: 'Bo' }
  const recorded = (on: boolean, recording = 'standup/1'): MeetingEvent => {
    return { event: 'recording', on, by, tracks: true, recording }
  }
  const wanted: MeetingEvent = { event: 'consent_wanted', room: 'standup', by, recording: 'standup/1' }
  const asked = reached(inRoom(), recorded(true), wanted, hello)

  it('stays until it is answered', () => {
    expect(asked.consent).toEqual({ room: 'standup', by: 'Bo', recording: 'standup/1', since: 0, armed: false })
    expect(reached(asked, { event: 'consent', agree: false, recording: 'standup/1' }).consent).toBeNull()
  })

  it('disappears when it no longer applies', () => {
    expect(reached(asked, recorded(false)).consent).toBeNull()
    expect(reached(asked, recorded(false), recorded(true, 'standup/2')).consent).toBeNull()
    expect(reached(asked, { event: 'left', room: 'standup' }).consent).toBeNull()
  })
})

describe('the length of a recording', () => {
  it('counts from its start, and stops while paused', () => {
    const state = reached(inRoom({ now: 1_000 }), started, { wait: 5_000 }, paused(true))
    expect(elapsedOf(state.recording!, 50_000)).toBe(5_000)
    const on = reached(state, { wait: 10_000 }, paused(false))
    expect(elapsedOf(on.recording!, on.now + 2_000)).toBe(7_000)
  })

  it('ends with the recording', () => {
    expect(reached(inRoom(), started, stopped).recording).toBeNull()
    expect(reached(inRoom(), paused(true)).recording).toBeNull()
  })
})
