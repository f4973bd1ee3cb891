import { expect, test } from 'vitest'
import { OrderWatch } from '../../fuzz/order-watch.ts'
import { Hosted } from '../server/hosted.ts'

async function watched() {
  const hosted = new Hosted()
  await hosted.meet('Ann', 'Bo')
  const room = hosted.context.rooms.find('hello')!
  const watch = new OrderWatch()
  const ban = { name: 'bo', address: null, by: 'Ann', reason: '', until: Number.MAX_SAFE_INTEGER }
  return { hosted, room, ban, look: () => watch.look(hosted.context) }
}

test('reports nothing when everybody may be in their room', async () => {
  const { hosted, room, look: poll } = await watched()
  room.setClosed(true)
  expect(poll()).toBeNull()
  expect(poll()).toBeNull()
  room.setClosed(false)
  await hosted.meet('Cy')
  expect(poll()).toBeNull()
})

test('reports a banned person in a room, by the bans of the room and of the server', async () => {
  const { room, ban, hosted, look: poll } = await watched()
  room.bans.add(ban, 0)
  expect(poll()).toBe('a user is in a room from which they are banned')
  hosted.context.moderation.bans.add(ban, 0)
  expect(poll()).toBe('a user who is banned from the server is in a room')
})

test('reports a person who entered a closed room', async () => {
  const { room, hosted, look: poll } = await watched()
  room.setClosed(true)
  poll()
  room.setClosed(false)
  await hosted.meet('Cy')
  room.setClosed(true)
  expect(poll()).toBe('a user joined a locked room')
})
