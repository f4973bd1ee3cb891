import { describe, expect, it } from 'vitest'
import { useServer } from '../helpers/contract-server.ts'
import { noise, talk } from '../helpers/talking.ts'
import type { Message, WireClient } from '../helpers/wire-client.ts'

const KIB = 1024
const CODES = /^[a-z][a-z_]*$/
const server = useServer()

/** Holds a message to the shape of an error that a person can read. */
function expectError(message: Message, code: string | RegExp = CODES): void {
  expect(message).toMatchObject({
    label: 'error',
    code: expect.stringMatching(code),
    message: expect.stringMatching(/\S/),
  })
}

/** A `list` of exactly `length` bytes, its line end included. */
function listOfLength(length: number): string {
  return `${'{"action":"list"'.padEnd(length - 2)}}\n`
}

async function isAnswered(client: WireClient): Promise<void> {
  expect(await client.ask({ action: 'request_sample_rate' })).toHaveProperty('label', 'response_sample_rate')
}

async function isClosedAfterError(client: WireClient, code?: string | RegExp): Promise<void> {
  expectError(await client.next('error'), code)
  await client.closed
}

describe('broken framing is answered with an error, then the connection is closed:', () => {
  it.each([
    ['not JSON', 'hello there\n'],
    ['half a JSON', '{"action":"list"\n'],
    ['two messages on one line', '{"action":"list"}{"action":"list"}\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['an array', '[{"action":"list"}]\n'],
    ['a string', '"list"\n'],
    ['a number', '12345\n'],
    ['null', 'null\n'],
    ['not UTF-8', Buffer.from('7b22616374696f6e223a22c328227d0a', 'hex')],
    ['cut UTF-8', Buffer.from('7b22616374696f6e223a22e282227d0a', 'hex')],
  ])('%s', async (_, input) => {
    const client = await server.connect()
    client.sendRaw(input)
    await isClosedAfterError(client)
  })

  it.each(['0', '-1', '1.5', '"5"', 'null', '1e400', '[]', 'true'])('bytes of %s', async (bytes) => {
    const client = await server.connect()
    client.sendRaw(`{"action":"voice","bytes":${bytes}}\n`)
    await isClosedAfterError(client)
  })

  it.each([
    ['voice above 8 KiB', 'voice', 8 * KIB + 1],
    ['voice of a petabyte', 'voice', 1e15],
    ['a picture above 1 MiB', 'screen', KIB * KIB + 1],
  ])('%s, before any of it is sent', async (_, action, bytes) => {
    const client = await server.connect()
    client.sendRaw(`{"action":"${action}","bytes":${bytes}}\n`)
    await isClosedAfterError(client, 'too_large')
  })

  it('voice above 8 KiB, with all of it sent at once', async () => {
    const client = await server.connect()
    client.sendPayload({ action: 'voice' }, Buffer.alloc(256 * KIB))
    await isClosedAfterError(client, 'too_large')
  })

  it('answers the well-framed messages before it first', async () => {
    const client = await server.connect()
    client.sendRaw('{"action":"list"}\nnot JSON\n{"action":"request_sample_rate"}\n')
    await client.next('list_rooms')
    await isClosedAfterError(client)
    expect(client.messages.map(({ label }) => label)).toEqual(['list_rooms', 'error'])
  })
})

describe('a line', () => {
  it('may have at most 4 KiB before hello and join', async () => {
    const client = await server.connect()
    client.sendRaw(listOfLength(4 * KIB))
    await client.next('list_rooms')
    client.sendRaw(listOfLength(4 * KIB + 3))
    await isClosedAfterError(client)
  })

  it.each(['hello', 'join'])('may have at most 64 KiB after %s', async (action) => {
    const room = `long lines after ${action}`
    const client = await server.connect()
    await client.ask({ action: 'create', room })
    await client.ask({ action, room, name: 'Long' })
    client.sendRaw(listOfLength(64 * KIB))
    await client.next('list_rooms')
    client.sendRaw(listOfLength(64 * KIB + 3))
    await isClosedAfterError(client)
  })

  it('is refused before it ends when it is too long', async () => {
    const client = await server.connect()
    client.sendRaw('x'.repeat(5 * KIB))
    await isClosedAfterError(client)
  })
})

describe('a well-framed but invalid message is answered with an error, and the connection stays open:', () => {
  it.each([
    ['an unknown action', { action: 'dance' }, 'unknown_action'],
    ['an action named like a member of every object', { action: 'constructor' }, 'unknown_action'],
    ['another such', { action: '__proto__' }, 'unknown_action'],
    ['no action', { hello: 'there' }, 'bad_message|unknown_action'],
    ['an action that is no string', { action: 5 }, 'bad_message|unknown_action'],
    ['a missing field', { action: 'create' }, 'bad_message'],
    ['a field of another type', { action: 'create', room: 5 }, 'bad_message'],
    ['a field that is null', { action: 'join', room: null }, 'bad_message'],
    ['voice without a payload', { action: 'voice' }, 'bad_message|bad_frame'],
    ['text outside a room', { action: 'say', text: 'hi' }, 'not_in_a_room'],
    ['recording outside a room', { action: 'record_start' }, 'not_in_a_room'],
  ])('%s', async (_, message, code) => {
    const client = await server.connect()
    expectError(await client.ask(message), new RegExp(`^(${code})$`))
    await isAnswered(client)
  })

  it('even after 18 in a row', async () => {
    const client = await server.connect()
    for (let i = 0; i < 18; i++) client.sendLine({ action: 'dance' })
    await isAnswered(client)
  })

  it('closes it after 20 within 10 s', async () => {
    const client = await server.connect()
    for (let i = 0; i < 20; i++) client.sendLine({ action: 'dance' })
    await client.closed
    expect(client.messages.filter(({ code }) => code === 'unknown_action').length).toBeGreaterThanOrEqual(19)
  })
})

describe('a payload with an action that declares none', () => {
  const trap = '{"action":"create","room":"read out of a payload"}\n'

  it('is answered with unexpected_payload, and never read as messages', async () => {
    const client = await server.connect()
    const reply = await client.ask({ action: 'list' }, Buffer.from(trap))
    expectError(reply, 'unexpected_payload')
    expect((await client.ask({ action: 'list' })).rooms).not.toContain('read out of a payload')
    expect(client.messages).toHaveLength(2)
  })

  it('is skipped up to 64 KiB', async () => {
    const client = await server.connect()
    expectError(await client.ask({ action: 'list' }, Buffer.alloc(64 * KIB, trap)), 'unexpected_payload')
    await isAnswered(client)
  })

  it('closes the connection above 64 KiB', async () => {
    const client = await server.connect()
    client.sendRaw(`{"action":"list","bytes":${64 * KIB + 1}}\n`)
    await isClosedAfterError(client, /unexpected_payload|too_large/)
  })

  it('is skipped after an unknown action as well', async () => {
    const client = await server.connect()
    const reply = await client.ask({ action: 'dance' }, Buffer.alloc(20 * KIB, trap))
    expectError(reply, /unknown_action|unexpected_payload/)
    expect((await client.ask({ action: 'list' })).rooms).not.toContain('read out of a payload')
  })
})

describe('a payload that its action declares', () => {
  it('is never read as messages, even when the message is refused', async () => {
    const client = await server.connect()
    const trap = Buffer.alloc(1920, '{"action":"create","room":"read out of voice"}\n')
    expectError(await client.ask({ action: 'voice' }, trap), 'not_in_a_room')
    expect((await client.ask({ action: 'list' })).rooms).not.toContain('read out of voice')
  })
})

it('passes the voice of others undisturbed while clients break every rule', async () => {
  const [talker, listener, idler] = await server.meet('Talker', 'Listener', 'Idler')
  idler.client.socket.pause() // a member that stops reading
  const frame = noise(960)
  let talking = true

  async function rage(input: string | Uint8Array): Promise<void> {
    while (talking) {
      const client = await server.connect()
      client.sendRaw(input)
      client.end()
      await client.closed
    }
  }
  const rages = [
    rage('x'.repeat(KIB * KIB)),
    rage(Buffer.alloc(KIB * KIB, 0xff)),
    rage('{"action":"dance"}\n'.repeat(1000)),
    rage(Buffer.concat([Buffer.from('{"action":"voice","bytes":8192}\n'), Buffer.alloc(KIB)])),
    rage(`{"action":"list","bytes":${64 * KIB}}\n`.repeat(3)),
    rage(`${'['.repeat(4000)}\n`),
  ]
  const heard = () => new Set(listener.client.voice.map(({ samples }) => samples.join()))
  try {
    await talk(talker.client, 100, frame)
    await expect.poll(() => heard().has(frame(99).join())).toBe(true)
  } finally {
    talking = false
    await Promise.all(rages)
  }
  const arrived = heard()
  const missing = Array.from({ length: 100 }, (_, i) => i).filter((i) => !arrived.has(frame(i).join()))
  expect(missing.length, `frames that did not arrive: ${missing}`).toBeLessThan(5) // a starved machine may lose some
})

it('does not flood a room when a member sends 20 s of voice at once', async () => {
  const [flooder, listener] = await server.meet('Flooder', 'Listener')
  const frame = noise(960)
  const began = performance.now()
  await talk(flooder.client, 1000, frame, { periodMs: 0 })
  await expect.poll(() => listener.client.voice.length).toBeGreaterThan(5)
  await talk(flooder.client, 25, frame)
  const seconds = (performance.now() - began) / 1000
  expect(listener.client.voice.length).toBeLessThan(1.1 * 50 * seconds + 25)
})
