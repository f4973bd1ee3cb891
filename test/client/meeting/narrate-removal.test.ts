import { expect, test } from 'vitest'
import { narrate } from '../../../src/client/meeting/narrate.ts'
import { initialState, type MeetingState, type Removal, reduce } from '../../../src/protocol/meeting/state.ts'
import { room, user } from '../tui/states.ts'

const state: MeetingState = {
  ...initialState,
  self: { id: 1, name: 'Ann' },
  room: 'hello',
  rooms: [room('hello')],
  users: [user(1, 'Ann'), user(2, 'Bo')],
}
const kick: Removal = { event: 'removed', user: 1, name: 'Ann', by: 'B\u001B[31mo', room: 'hello', from: 'room' }

test.each<[Partial<Removal>, string]>([
  [{}, 'Bo removed you from hello.'],
  [{ reason: 'too loud' }, 'Bo removed you from hello: too loud'],
  [{ minutes: 1 }, 'Bo banned you from hello for 1 minute.'],
  [{ minutes: 10, from: 'server', reason: 'spam' }, 'Bo banned you from this server for 10 minutes: spam'],
  [{ user: 3, name: 'Cy' }, 'Bo removed Cy from the room.'],
  [{ user: 3, name: 'Cy', minutes: 5, reason: 'spam' }, 'Bo banned Cy from the room for 5 minutes: spam'],
])('describes the removal %j in a sentence', (change, sentence) => {
  expect(narrate(state, { ...kick, ...change })).toEqual([sentence])
})

test('a removed user is in no room, and the removal is kept until the next join', () => {
  const out = reduce(state, kick)
  expect(out).toMatchObject({ room: null, users: [], removed: kick })
  expect(reduce(out, { event: 'joined', room: 'x', users: [] }).removed).toBeNull()
  expect(reduce(state, { ...kick, user: 3 })).toBe(state)
})

test('changes by a host are described differently to the affected user and to others', () => {
  const after = [
    { ...user(1, 'Ann'), muted_by_host: true },
    { ...user(2, 'Bo'), host: true },
  ]
  expect(narrate(state, { event: 'users', room: 'hello', users: after })).toEqual([
    'A host muted you for everyone.',
    'Bo is now the host of this room.',
  ])
  expect(narrate({ ...state, users: after }, { event: 'muted', on: false })[0]).toContain(
    'a host has muted you for everyone',
  )
  expect(narrate(state, { event: 'muted', on: false })).toEqual(['Unmuted.'])
  const then = [
    { ...user(1, 'Ann'), host: true },
    { ...user(2, 'Bo'), muted_by_host: true },
  ]
  expect(narrate({ ...state, users: after }, { event: 'users', room: 'hello', users: then })).toEqual([
    'You are now the host of this room.',
    'A host unmuted you.',
    'Bo was muted for everyone.',
  ])
})

test('locking and unlocking are reported only to people in the room', () => {
  const closed = [{ ...room('hello'), closed: true }]
  expect(narrate(state, { event: 'rooms', rooms: closed, asked: false })).toEqual([
    'The room is locked: nobody else can join.',
  ])
  expect(narrate(state, { event: 'rooms', rooms: state.rooms as never, asked: false })).toEqual([])
  expect(narrate({ ...state, rooms: closed }, { event: 'rooms', rooms: [room('hello')], asked: false })).toEqual([
    'The room is unlocked.',
  ])
})
