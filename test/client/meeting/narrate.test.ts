import { expect, test } from 'vitest'
import { narrate } from '../../../src/client/meeting/narrate.ts'
import { initialState, reduce } from '../../../src/protocol/meeting/state.ts'

test.each(['\r', '\r\n', '\u2028', '\u0085', '\n'])(
  'a line break in a message cannot forge another message: %j',
  (end) => {
    const text = `hi${end}[12:00] Cy: forged`
    const said = { event: 'said', from: { id: 2, name: 'Bo' }, text, at: 0, private: false } as const
    const lines = narrate(initialState, said)

    expect(lines).toHaveLength(2)
    expect(lines[1]).toBe('        [12:00] Cy: forged')
  },
)

test('an error from the server is always one line', () => {
  expect(narrate(initialState, { event: 'error', text: 'no\n[12:00] Cy: forged' })).toEqual([
    'Error: no [12:00] Cy: forged',
  ])
})

test('an invalid time is shown as dashes', () => {
  const said = { event: 'said', from: { id: 2, name: 'Bo' }, text: 'hi', at: 1e300, private: false } as const
  expect(narrate(initialState, said)).toEqual(['[--:--] Bo: hi'])
})

test('a recording on the server is reported once, with its pauses and its end', () => {
  const ann = { ...initialState, self: { id: 1, name: 'Ann' } }
  const on = { event: 'recording', on: true, by: { id: 2, name: 'Bo' }, tracks: true } as const
  const begun = reduce(ann, on)
  expect(narrate(ann, on)).toEqual([
    'Bo is recording this room on the server, with a separate track for each person who agrees.',
  ])
  expect(narrate(begun, on)).toEqual([])
  expect(narrate(begun, { ...on, paused: true })).toEqual(['The recording on the server was paused.'])
  expect(narrate(reduce(begun, { ...on, paused: true }), on)).toEqual(['The recording on the server was resumed.'])
  expect(narrate(begun, { ...on, on: false })).toEqual(['Bo stopped the recording on the server.'])
  expect(narrate(begun, { ...on, on: false, reason: 'The disk is full.' })).toEqual([
    'The server stopped recording. The disk is full.',
  ])
  expect(reduce(begun, { ...on, on: false }).tracks).toBeNull()
})

test('the end of the own recording that nobody stopped names the way to go on', () => {
  const ann = { ...initialState, self: { id: 1, name: 'Ann' }, room: 'standup' }
  const on = { event: 'recording', on: true, by: { id: 1, name: 'Ann' }, tracks: true, recording: 'standup/1' } as const
  const begun = reduce(ann, on)
  const over = { ...on, on: false, reason: 'The disk is full.' } as const
  expect(narrate(begun, over)).toEqual([
    'The server stopped recording. The disk is full.',
    '/tracks starts another recording; /fetch downloads this one.',
  ])
  const stopped = reduce(begun, over)
  expect([stopped.tracks, stopped.stopped]).toEqual([null, 'The disk is full.'])
  const joined = (room: string) => reduce(stopped, { event: 'joined', room, users: [] }).stopped
  expect([joined('standup'), joined('retro')]).toEqual(['The disk is full.', null])
  expect(reduce(stopped, { ...on, recording: 'standup/2' }).stopped).toBeNull()
  expect(reduce(begun, { ...on, on: false }).stopped).toBeNull()
})

test('the end of an earlier recording does not end the current one', () => {
  const on = { event: 'recording', on: true, by: { id: 2, name: 'Bo' }, tracks: true, recording: 'standup/2' } as const
  const begun = reduce({ ...initialState, room: 'standup' }, on)
  expect(reduce(begun, { ...on, on: false, recording: 'standup/1', reason: 'It ended.' }).tracks).toEqual(begun.tracks)
})

test('a recording that is announced before the reply to joining is kept', () => {
  const by = { id: 2, name: 'Bo' }
  const on = { event: 'recording', on: true, by, tracks: true, recording: 'standup/2' } as const
  const bo = { id: 2, name: 'Bo', muted: false, deafened: false, sharing: false, recording: true }
  const begun = reduce(initialState, on)
  const joined = (users: (typeof bo)[]) => reduce(begun, { event: 'joined', room: 'standup', users }).tracks
  expect(joined([bo])).toEqual({ by, paused: false, recording: 'standup/2' })
  expect(joined([{ ...bo, recording: false }])).toBeNull()
})

test('consent is reported per person, but not when the recording ends', () => {
  const bo = { id: 2, name: 'Bo', muted: false, deafened: false, sharing: false, recording: false }
  const ann = { ...initialState, self: { id: 1, name: 'Ann' }, room: 'standup', users: [bo] }
  const on = { event: 'recording', on: true, by: { id: 1, name: 'Ann' }, tracks: true } as const
  const agreed = { event: 'users', room: 'standup', users: [{ ...bo, recorded: true }] } as const
  const begun = reduce(ann, on)
  expect(narrate(begun, { ...agreed, users: [...agreed.users] })).toEqual(['Bo agreed to be recorded.'])
  const recorded = reduce(begun, { ...agreed, users: [...agreed.users] })
  expect(narrate(recorded, { ...agreed, users: [bo] })).toEqual(['Bo is no longer recorded.'])
  expect(narrate(reduce(recorded, { ...on, on: false }), { ...agreed, users: [bo] })).toEqual([])
})

test('a raised hand is told, the own one with how to lower it', () => {
  const user = (id: number, name: string) => ({
    ...{ id, name, muted: false, deafened: false, sharing: false, recording: false },
  })
  const [ann, bo] = [user(1, 'Ann'), user(2, 'Bo')]
  const state = { ...initialState, self: { id: 1, name: 'Ann' }, room: 'standup', users: [ann, bo] }
  const users = [
    { ...ann, hand: true },
    { ...bo, hand: true },
  ]
  expect(narrate(state, { event: 'users', room: 'standup', users })).toEqual([
    'Your hand is raised; /hand lowers it.',
    'Bo raised a hand.',
  ])
  expect(narrate({ ...state, users }, { event: 'users', room: 'standup', users: [ann, bo] })).toEqual([
    'Your hand is lowered.',
  ])
})

test('the length of a recording is shown in minutes and seconds', () => {
  const stopped = { event: 'recording_stopped', path: 'a.wav', seconds: 477.7, lost_seconds: 0 } as const
  expect(narrate(initialState, stopped)).toEqual(['Recorded 7:57 to a.wav.'])
  expect(narrate(initialState, { event: 'recorded', recording: 'hall/1', seconds: 2.9 })).toEqual([
    'Recorded 0:02 on the server as hall/1; /fetch downloads it.',
  ])
})

test('a person with several connections is told as one, and the own ones apart', () => {
  const user = (id: number, name: string, person?: number) => ({
    ...{ id, name, muted: false, deafened: false, sharing: false, recording: false },
    ...(person === undefined ? {} : { person }),
  })
  const users = [user(1, 'Ann'), user(2, 'Bo'), user(3, 'Ann 2', 1), user(4, 'Bo 2', 2)]
  const joined = { event: 'joined', room: 'hello', users } as const
  const as = (id: number) => narrate({ ...initialState, self: { id, name: 'x' } }, joined)
  expect(as(1)).toEqual(['You are in hello. With you: Bo (2 connections). You are also here as Ann 2.'])
  expect(as(3)).toEqual(['You are in hello. With you: Bo (2 connections). You are also here as Ann.'])
  expect(as(5)).toEqual(['You are in hello. With you: Ann (2 connections), Bo (2 connections).'])
})
