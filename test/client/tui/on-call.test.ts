import { describe, expect, it } from 'vitest'
import { commands } from '../../../src/client/commands/table.ts'
import { intentOf } from '../../../src/client/tui/keymap.ts'
import { windowTitle } from '../../../src/client/tui/present/call-view.ts'
import { present } from '../../../src/client/tui/present/present-meeting.ts'
import { reduceUi } from '../../../src/client/tui/reduce.ts'
import { SILENT_SAMPLE, type UiState } from '../../../src/client/tui/state.ts'
import type { MeetingEvent } from '../../../src/protocol/meeting/meeting-events.ts'
import { reduce } from '../../../src/protocol/meeting/state.ts'
import { Bindings } from '../../../src/tui/bindings.ts'
import { inRoom, look, user } from './states.ts'

const bindings = new Bindings(commands)
const ringing: MeetingEvent = {
  ...{ event: 'call_ringing', call: 'x', from: { id: 3, name: 'Cy' }, video: true, room: null, with: [], at: 5 },
}

/** The state after events of the meeting, each a second later. */
function reached(state: UiState, ...events: MeetingEvent[]): UiState {
  return events.reduce((before, happened, i) => {
    const after = reduce(before.meeting, happened)
    const now = 1_000 * (i + 1)
    return reduceUi(before, { event: 'meeting', happened, before: before.meeting, after, at: now, now })
  }, state)
}

function sampled(state: UiState, now: number): UiState {
  const { mode } = state
  return reduceUi(state, { event: 'sampled', sample: SILENT_SAMPLE, now, mode, sharing: null, fetching: null })
}

function press(state: UiState, name: string): unknown {
  const text = name.length === 1 ? name : ''
  return intentOf(state, { name, text, ctrl: false, alt: false, shift: false, kind: 'press' }, bindings)
}

function textOf(state: UiState): string {
  const { grid } = present(state, bindings, look)
  return grid.rows
    .map((row) =>
      row
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n')
}

describe('a call that rings in the full-screen client', () => {
  it('asks with the keys that answer it, a moment after it appeared', () => {
    const fresh = reached(inRoom(), ringing)
    expect(press(fresh, 'a')).toBeNull()
    const state = sampled(fresh, 2_000)
    expect(textOf(state)).toContain('Cy calls you with video. Your room is held until the call ends')
    expect(textOf(state)).toMatch(/a accept +l accept and leave the room/)
    expect(press(state, 'a')).toEqual({ do: 'run', command: 'answer' })
    expect(press(state, 'l')).toEqual({ do: 'run', command: 'answer', argument: 'leave' })
    expect(press(state, 'd')).toEqual({ do: 'run', command: 'decline' })
    expect(press(state, 't')).toEqual({ do: 'run', command: 'decline-with' })
    expect(press(state, 'm')).toBeNull()
    expect(windowTitle(state)).toBe('Cy is calling')
  })

  it('stays as a line when it is left to ring, until it ends', () => {
    const state = reduceUi(sampled(reached(inRoom(), ringing), 2_000), { event: 'ring-put-off' })
    expect(textOf(state)).toContain('Cy is calling: A to answer')
    expect(press(state, 'm')).toEqual({ do: 'run', command: 'mute' })
    const over = reached(state, { event: 'call_ended', call: 'x', reason: 'no answer', text: '', to: null, at: 9 })
    expect([over.ring, textOf(over).includes('Cy is calling')]).toEqual([null, false])
  })

  it('does not cover an answer that is being typed', () => {
    const question = { text: 'Name?', secret: false, line: { text: 'a', cursor: 1 } }
    const state = sampled(reached(inRoom({ overlay: { kind: 'question', question } }), ringing), 2_000)
    expect(press(state, 'd')).toEqual({ do: 'show', event: { event: 'typed', text: 'd' } })
    expect(textOf(state)).toContain('Name?')
  })
})

describe('a call in the full-screen client', () => {
  const joined: MeetingEvent = {
    ...{ event: 'joined', room: 'Call x', call: 'x', at: 6, users: [user(1, 'Ann'), user(3, 'Cy')] },
  }

  it('shows its duration, and v is the camera in it', () => {
    const state = sampled(reached(inRoom(), ringing, joined), 64_500)
    expect(textOf(state)).toContain('Call with Cy 1:02')
    expect(press(state, 'v')).toEqual({ do: 'run', command: 'camera' })
    expect(press(inRoom(), 'v')).toEqual({ do: 'run', command: 'gain' })
    expect(windowTitle(state)).toBe('Call with Cy')
  })

  it('places the picture of the other large and the own one small', () => {
    const watched = {
      people: [3, 1],
      figures: {},
      full: false,
      view: { base: 'fit', zoom: 1, x: 0.5, y: 0.5 },
    } as const
    const state = { ...reached(inRoom(), ringing, joined), watched, size: { columns: 100, rows: 40 } }
    const [other, own] = present(state, bindings, look).pictures
    expect([other!.from, own!.from]).toEqual([3, 1])
    expect(other!.region.width).toBeGreaterThan(2 * own!.region.width)
    expect(other!.region.height).toBeGreaterThan(2 * own!.region.height)
  })
})

describe('people in the full-screen client', () => {
  it('are listed by p, unless there is a recording to pause', () => {
    expect(press(inRoom(), 'p')).toEqual({ do: 'run', command: 'people' })
    const recording = { path: 'x.wav', elapsed: 0, since: 0, wave: [] }
    expect(press(inRoom({ recording }), 'p')).toEqual({ do: 'run', command: 'pause' })
  })

  it('stay up to date in the open list, and missed calls have a line', () => {
    const missed: MeetingEvent = { event: 'call_missed', from: { id: 3, name: 'Cy' }, at: 1 }
    expect(textOf(reached(inRoom(), missed))).toContain('1 missed call: C to see')
  })
})
