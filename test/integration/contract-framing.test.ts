import { describe, expect, it } from 'vitest'
import { useServer } from '../helpers/contract-server.ts'
import { noise } from '../helpers/talking.ts'

const server = useServer()

/** All that the server sends back to these bytes before it closes, after the client ended its side. */
async function netcat(input: string): Promise<string> {
  const client = await server.connect()
  let output = ''
  client.socket.on('data', (bytes) => {
    output += bytes
  })
  client.sendRaw(input)
  client.end()
  await client.closed
  return output
}

describe('a message', () => {
  it('is one line of JSON, answered by one line of JSON', async () => {
    expect(await netcat('{"action":"list"}\n')).toMatch(/^\{"label":"list_rooms",.*\}\r?\n$/)
  })

  it('may end in CRLF, and blank lines between messages are ignored', async () => {
    const client = await server.connect()
    client.sendRaw('\n\r\n{"action":"list","id":1}\r\n\r\n\n{"action":"list","id":2}\n')
    expect(await client.next('list_rooms')).toHaveProperty('id', 1)
    expect(await client.next('list_rooms')).toHaveProperty('id', 2)
    expect(client.messages).toHaveLength(2)
  })

  it('may arrive a byte at a time, its payload too', async () => {
    const [{ client, room }, listener] = await server.meet('Bit by bit', 'Listener')
    const frame = noise(960)(0)
    const payload = Buffer.from(frame.buffer)
    const input = Buffer.concat([
      Buffer.from(`{"action":"say","text":"häppchenweise 🙂"}\r\n{"action":"voice","bytes":${payload.length}}\n`),
      payload,
      Buffer.from(`{"action":"join","room":"${room}","id":"last"}\n`),
    ])
    for (const byte of input) client.sendRaw(Uint8Array.of(byte))
    expect(await listener.client.next('said')).toHaveProperty('text', 'häppchenweise 🙂')
    expect(await client.next('join_room', (reply) => reply.id === 'last')).toHaveProperty('status')
    await expect.poll(() => listener.client.voice.map((heard) => heard.samples)).toEqual([frame])
  })

  it('may arrive with many others in one write: all are answered, in order', async () => {
    const client = await server.connect()
    const ids = Array.from({ length: 50 }, (_, i) => i)
    client.sendRaw(ids.map((id) => `{"action":"request_sample_rate","id":${id}}\n`).join(''))
    for (const id of ids) expect(await client.next('response_sample_rate')).toHaveProperty('id', id)
  })

  it('may carry fields that the server does not know', async () => {
    const client = await server.connect()
    expect(await client.ask({ action: 'list', colour: 'green' })).toHaveProperty('label', 'list_rooms')
  })
})

describe('an id', () => {
  it.each([0, 7, -1, 2 ** 40, 'a', 'request-12'])('%j is returned in the reply', async (id) => {
    const client = await server.connect()
    client.sendLine({ action: 'list', id })
    expect((await client.next('list_rooms')).id).toBe(id)
  })

  it('is returned in an error too', async () => {
    const client = await server.connect()
    client.sendLine({ action: 'no such thing', id: 12 })
    expect(await client.next('error')).toMatchObject({ id: 12, code: 'unknown_action' })
    client.sendLine({ action: 'join', id: 'x' })
    expect(await client.next('error')).toMatchObject({ id: 'x', code: 'bad_message' })
    client.sendPayload({ action: 'voice', id: 13 }, Buffer.alloc(1920))
    expect(await client.next('error')).toMatchObject({ id: 13, code: 'not_in_a_room' })
  })

  it('is absent from the reply to an action without one', async () => {
    const client = await server.connect()
    client.sendLine({ action: 'list' })
    expect(await client.next('list_rooms')).not.toHaveProperty('id')
  })

  it('is never in a push to others', async () => {
    const [{ client }, other] = await server.meet('Pusher', 'Other')
    client.sendLine({ action: 'say', text: 'hi', id: 1 })
    client.sendLine({ action: 'mute', muted: true, id: 2 })
    client.sendLine({ action: 'record_start', id: 3 })
    const pushes = [
      await other.client.next('said'),
      await other.client.next('recording'),
      await other.client.next('room_users', (push) => JSON.stringify(push).includes('"muted":true')),
    ]
    for (const push of pushes) expect(push).not.toHaveProperty('id')
  })
})

describe('a client that ends its side', () => {
  it('gets answers to all it sent, then the connection is closed', async () => {
    const client = await server.connect()
    client.sendLine({ action: 'create', room: 'half-closed' })
    client.sendLine({ action: 'join', room: 'half-closed' })
    client.sendLine({ action: 'quit_room' })
    client.end()
    expect(await client.next('created_room')).toHaveProperty('status', 'ok')
    expect(await client.next('join_room')).toHaveProperty('status', 'ok')
    expect(await client.next('quit_room')).toHaveProperty('status', 'ok')
    await client.closed
  })

  it('leaves its room', async () => {
    const [stayer, leaver] = await server.meet('Stayer', 'Leaver')
    leaver.client.end()
    await stayer.client.next('room_users', ({ users }) => (users as object[]).length === 1)
  })

  it('in the middle of a payload is closed without harm', async () => {
    const client = await server.connect()
    client.sendRaw('{"action":"voice","bytes":1920}\nonly this')
    client.end()
    await client.closed
    expect(await netcat('{"action":"list"}\n')).toContain('list_rooms')
  })
})
