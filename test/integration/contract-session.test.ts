import { describe, expect, it } from 'vitest'
import { useServer } from '../helpers/contract-server.ts'
import { startServer } from '../helpers/server-process.ts'
import { connect } from '../helpers/wire-client.ts'

describe("the original system's session, over plain sockets and with no hello", () => {
  const server = useServer({ fresh: true })

  it('is answered byte for byte', async () => {
    const client = await server.connect()
    const replyTo = async (action: object, label: string) => {
      client.sendLine(action)
      return client.next(label)
    }
    expect(await replyTo({ action: 'list' }, 'list_rooms')).toMatchObject({ rooms: [] })
    expect(await replyTo({ action: 'create', room: 'hello' }, 'created_room')).toEqual({
      label: 'created_room',
      status: 'ok',
      room: 'hello',
    })
    expect(await replyTo({ action: 'list' }, 'list_rooms')).toMatchObject({ rooms: ['hello'] })
    expect(await replyTo({ action: 'create', room: 'world' }, 'created_room')).toMatchObject({
      status: 'ok',
      room: 'world',
    })
    expect(await replyTo({ action: 'list' }, 'list_rooms')).toMatchObject({ rooms: ['hello', 'world'] })
    expect(await replyTo({ action: 'create', room: 'hello' }, 'created_room')).toMatchObject({
      status: 'room already exists',
    })
    expect(await replyTo({ action: 'join', room: 'hello' }, 'join_room')).toMatchObject({
      status: 'ok',
      room: 'hello',
      users: [expect.objectContaining({ name: 'User000001' })],
    })
    expect(await replyTo({ action: 'join', room: 'hello' }, 'join_room')).toMatchObject({
      status: 'room already joined',
    })
    expect(await replyTo({ action: 'request_sample_rate' }, 'response_sample_rate')).toEqual({
      label: 'response_sample_rate',
      sample_rate: 48_000,
    })
    client.sendLine({ action: 'exit' })
    await client.closed
  })

  it('answers what arrived before exit', async () => {
    const client = await server.connect()
    client.sendRaw('{"action":"list"}\n{"action":"exit"}\n{"action":"create","room":"too late"}\n')
    await client.closed
    expect(client.messages.map(({ label }) => label)).toEqual(['list_rooms'])
    const other = await server.connect()
    expect(await other.ask({ action: 'list' })).toHaveProperty('rooms', [])
  })

  it('continues for others when a user exits', async () => {
    const [leaver, stayer] = await server.meet('Leaver', 'Stayer')
    leaver.client.sendLine({ action: 'exit' })
    await leaver.client.closed
    await stayer.client.next('room_users', ({ users }) => (users as object[]).length === 1)
  })
})

describe('the end of the server', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s is announced to all, and its exit code is 0', async (signal) => {
    const ending = await startServer()
    const [member, silent] = [await connect(ending.port), await connect(ending.port)]
    await member.ask({ action: 'hello', name: 'Ann', version: 1, codecs: ['pcm'] })
    await silent.ask({ action: 'list' })
    const stopped = ending.stop(signal)
    for (const client of [member, silent]) {
      expect(await client.next('terminate')).not.toHaveProperty('id')
      await client.closed
    }
    expect(await stopped).toBe(0)
  })
})
