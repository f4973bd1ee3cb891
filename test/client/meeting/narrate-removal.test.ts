import { expect, test } from 'vitest'
import { narrate } from '../../../src/client/meeting/narrate.ts'
import { initialState, type MeetingState, type Removal, reduce } from '../../../src/client/meeting/state.ts'
import { room, user } from '../tui/states.ts'

const state: MeetingState = {
  ...initialState,
  self: { id: 1, name: 'Ann' },
  room: 'hello',
  rooms: [room('hello')],
  users: [user(1, 'Ann'), user(2, 'Bo')],
}
const kick: Removal = {
  event: 'removed',
  user: 1,
  name: 'Ann',
  by: 'B\u001B[31mo',
  room: 'hello',
  from: 'room',
}

test.each<[Partial<Removal>, string]>([
  [{}, 'Bo took you out of hello.'],
  [{ reason: 'too loud' }, 'Bo took you out of hello: too loud'],
  [{ minutes: 1 }, 'Bo banned you from hello for 1 minute.'],
  [{ minutes: 10, from: 'server', reason: 'spam' }, 'Bo banned you from this server for 10 minutes: spam'],
  [{ user: 3, name: 'Cy' }, 'Bo took Cy out of the room.'],
  [{ user: 3, name: 'Cy', minutes: 5, reason: 'spam' }, 'Bo banned Cy from the room for 5 minutes: spam'],
])('who was taken out %j is told in a sentence', (change, sentence) => {
  expect(narrate(state, { ...kick, ...change })).toEqual([sentence])
})

test('one who was taken out is in no room, and knows why until the next', () => {
  const out = reduce(state, kick)
  expect(out).toMatchObject({ room: null, users: [], removed: kick })
  expect(reduce(out, { event: 'joined', room: 'x', users: [] }).removed).toBeNull()
  expect(reduce(state, { ...kick, user: 3 })).toBe(state)
})

test('what a host does is told, to oneself in other words than to the others', () => {
  const after = [
    { ...user(1, 'Ann'), muted_by_host: true },
    { ...user(2, 'Bo'), host: true },
  ]
  expect(narrate(state, { event: 'users', room: 'hello', users: after })).toEqual([
    'You were muted for all: nobody here hears you.',
    'Bo is the host of this room now.',
  ])
  expect(narrate({ ...state, users: after }, { event: 'muted', on: false })[0]).toContain('for all by a host')
  expect(narrate(state, { event: 'muted', on: false })).toEqual(['You are not muted any more.'])
  const then = [
    { ...user(1, 'Ann'), host: true },
    { ...user(2, 'Bo'), muted_by_host: true },
  ]
  expect(narrate({ ...state, users: after }, { event: 'users', room: 'hello', users: then })).toEqual([
    'You are the host of this room now.',
    'You can be heard again.',
    'Bo was muted for all.',
  ])
})

test('a room that is closed is told of to those in it', () => {
  const closed = [{ ...room('hello'), closed: true }]
  expect(narrate(state, { event: 'rooms', rooms: closed, asked: false })).toEqual([
    'The room is closed: nobody else comes in.',
  ])
  expect(narrate(state, { event: 'rooms', rooms: state.rooms as never, asked: false })).toEqual([])
  expect(
    narrate({ ...state, rooms: closed }, { event: 'rooms', rooms: [room('hello')], asked: false }),
  ).toEqual(['The room is open again.'])
})
