import { expect, test } from 'vitest'
import { OrderWatch } from '../../fuzz/order-watch.ts'
import { Hosted } from '../server/hosted.ts'

async function watched() {
  const hosted = new Hosted()
  await hosted.meet('Ann', 'Bo')
  const room = hosted.house.rooms.find('hello')!
  const watch = new OrderWatch()
  const ban = { name: 'bo', address: null, by: 'Ann', reason: '', until: Number.MAX_SAFE_INTEGER }
  return { hosted, room, ban, look: () => watch.look(hosted.house) }
}

test('people who may be in a room are not complained of', async () => {
  const { hosted, room, look } = await watched()
  room.closed = true
  expect(look()).toBeNull()
  expect(look()).toBeNull()
  room.closed = false
  await hosted.meet('Cy')
  expect(look()).toBeNull()
})

test('a banned person in a room is found, by the bans of the room and of the server', async () => {
  const { room, ban, hosted, look } = await watched()
  room.bans.add(ban, 0)
  expect(look()).toBe('somebody is in a room who is banned from it')
  hosted.house.moderation.bans.add(ban, 0)
  expect(look()).toBe('somebody who is banned from the server is in a room')
})

test('somebody who came into a closed room is found', async () => {
  const { room, hosted, look } = await watched()
  room.closed = true
  look()
  room.closed = false
  await hosted.meet('Cy')
  room.closed = true
  expect(look()).toBe('somebody came into a closed room')
})
