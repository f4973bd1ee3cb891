import { describe, expect, it } from 'vitest'
import { hasNames, usersOf, useServer } from '../helpers/contract-server.ts'

const server = useServer({ fresh: true })

describe('list_rooms', () => {
  it('is pushed only to users who sent hello, when the list changes', async () => {
    const [greeted] = await server.greet('Ann')
    const [silent, maker] = [await server.connect(), await server.connect()]
    await maker.ask({ action: 'create', room: 'brief', temporary: true })
    const push = await greeted.next('list_rooms', (message) => (message.rooms as string[]).includes('brief'))
    expect(push).not.toHaveProperty('id')
    await maker.ask({ action: 'join', room: 'brief' })
    await maker.ask({ action: 'quit_room' })
    await greeted.next('list_rooms', (message) => (message.rooms as string[]).length === 0)
    await silent.ask({ action: 'request_sample_rate' })
    expect(silent.messages.map(({ label }) => label)).toEqual(['response_sample_rate'])
  })

  it('is not pushed when create fails', async () => {
    const [greeted] = await server.greet('Ann')
    const before = greeted.messages.length
    await greeted.ask({ action: 'create', room: ' ' })
    await greeted.ask({ action: 'request_sample_rate' })
    expect(greeted.messages.slice(before).map(({ label }) => label)).toEqual(['created_room', 'response_sample_rate'])
  })
})

describe('room_users', () => {
  it.each([
    ['mute', { action: 'mute', muted: true }, { muted: true }],
    ['deafen', { action: 'deafen', deafened: true }, { deafened: true }],
    ['rename', { action: 'rename', name: 'Cy' }, { name: 'Cy' }],
    ['record_start', { action: 'record_start' }, { recording: true }],
  ])('is pushed after %s, to its sender too', async (_, action, state) => {
    const [sender, other] = await server.meet('Ann', 'Bo')
    sender.client.sendLine(action)
    for (const { client } of [sender, other]) {
      await client.next('room_users', (push) => {
        const user = usersOf(push).find(({ id }) => id === sender.id)
        return Object.entries(state).every(([field, value]) => user?.[field] === value)
      })
    }
  })

  it('is not pushed to other rooms', async () => {
    const [ann] = await server.meet('Ann')
    const [bo] = await server.meet('Bo')
    await ann.client.ask({ action: 'mute', muted: true })
    await bo.client.ask({ action: 'request_sample_rate' })
    expect(bo.client.messages.filter(({ room, label }) => label === 'room_users' && room !== bo.room)).toEqual([])
  })

  it('reports a member whose connection was lost', async () => {
    const [stayer, cut] = await server.meet('Stayer', 'Cut')
    await stayer.client.next('room_users', hasNames('Stayer 1', 'Cut 1'))
    cut.client.socket.resetAndDestroy()
    await stayer.client.next('room_users', hasNames('Stayer 1'))
  })
})

describe('mute and deafen', () => {
  it.each([true, false])('are answered with the new state, %s', async (on) => {
    const [{ client }] = await server.meet('Ann')
    expect(await client.ask({ action: 'mute', muted: on })).toMatchObject({ label: 'mute', muted: on })
    expect(await client.ask({ action: 'deafen', deafened: on })).toMatchObject({ label: 'deafen', deafened: on })
  })
})
