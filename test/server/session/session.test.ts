import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Hosted } from '../hosted.ts'

describe('an action', () => {
  it('is answered with its id, before the pushes that it causes', async () => {
    const hosted = new Hosted()
    const ann = hosted.connect()
    await ann.say({ action: 'hello', name: 'Ann', id: 1 }, { action: 'create', room: 'x', id: 2 })
    await ann.say({ action: 'join', room: 'x', id: 3 }, { action: 'rename', name: 'Bo', id: 4 })
    hosted.clock.advance(100)
    await hosted.settle()
    const labels = ann.messages.map(({ label, id }) => `${label} ${id ?? '-'}`)
    expect(labels).toEqual(['hello 1', 'created_room 2', 'join_room 3', 'renamed 4', 'list_rooms -', 'room_users -'])
  })

  it('is answered with its id when it is refused, and the next one is handled', async () => {
    const hosted = new Hosted()
    const ann = hosted.connect()
    await ann.say({ action: 'say', text: 'hi', id: 'a' }, { action: 'list', id: 'b' })
    expect(ann.messages).toMatchObject([
      { label: 'error', code: 'not_in_a_room', id: 'a' },
      { label: 'list_rooms', id: 'b' },
    ])
  })

  it('is answered with internal when the server fails, and only that client is disconnected', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    ann!.session.roomOrRefuse().find = () => {
      throw new TypeError('our mistake')
    }
    await ann!.say({ action: 'volume', user: 2, gain_db: 0 })
    expect(ann!.messages.at(-1)).toMatchObject({ label: 'error', code: 'internal' })
    expect(ann!.messages.at(-1)!.message).not.toContain('our mistake')
    expect(ann!.session.room).toBeNull()
    expect(bo!.session.room).not.toBeNull()
  })
})

describe('a session', () => {
  it('ends after 20 refused messages within 10 s, but not after 19', async () => {
    const hosted = new Hosted()
    const ann = hosted.connect()
    for (let i = 1; i < limits.refusedMessages; i++) await ann.say({ action: 'dance' })
    await ann.say({ action: 'list' })
    expect(ann.messages.at(-1)).toMatchObject({ label: 'list_rooms' })
    await ann.say({ action: 'dance' })
    expect(ann.messages.slice(-2)).toMatchObject([{ code: 'unknown_action' }, { code: 'too_fast' }])
    await ann.say({ action: 'list' })
    expect(ann.messages.at(-1)).toMatchObject({ code: 'too_fast' })
    ann.stream.end()
    await hosted.settle()
    expect(hosted.closed).toBe(1)
  })

  it('leaves its room, frees its name and cancels its timers when it ends', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say({ action: 'record_start' })
    ann!.stream.end()
    await hosted.settle()
    hosted.clock.advance(2_000)
    await hosted.settle()
    const labels = bo!.messages.map(({ label, on, users }) => `${label} ${on ?? (users as [])?.length ?? ''}`)
    expect(labels).toEqual(['recording true', 'recording false', 'room_users 1'])
    const next = hosted.connect()
    await next.say({ action: 'hello', name: 'Ann' })
    expect(next.messages[0]).toMatchObject({ status: 'ok' })
    expect(hosted.closed).toBe(1)
    expect(hosted.clock.timers).toBe(0)
  })

  it('may send long lines after hello or join, but not before', async () => {
    const hosted = new Hosted()
    const [ann, stranger] = [hosted.connect(), hosted.connect()]
    const long = { action: 'list', extra: 'x'.repeat(limits.strangerLine) }
    await ann.say({ action: 'hello', name: 'Ann' }, long)
    await stranger.say(long)
    expect(ann.messages.at(-1)).toMatchObject({ label: 'list_rooms' })
    expect(stranger.messages.at(-1)).toMatchObject({ code: 'too_large' })
  })
})

describe('a push to many clients', () => {
  it('reaches the others when a client that does not read is disconnected during it', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    const deaf = hosted.connect({ reads: false })
    await deaf.say({ action: 'hello', name: 'Cy' }, { action: 'join', room: 'hello' })
    for (let i = 0; i < 100; i++) {
      hosted.clock.advance(1000)
      await ann!.say({ action: 'say', text: `${i}`.padEnd(limits.text, 'x') })
    }
    expect(deaf.session.room).toBeNull()
    for (const { messages } of [ann!, bo!]) {
      expect(messages.filter(({ label }) => label === 'said')).toHaveLength(100)
    }
  })

  it('does not disconnect a client that pauses reading while another floods the chat', async () => {
    const hosted = new Hosted()
    const [ann] = await hosted.meet('Ann')
    const bo = hosted.connect({ reads: false })
    await bo.say({ action: 'hello', name: 'Bo' }, { action: 'join', room: 'hello' })
    const text = 'x'.repeat(limits.text)
    await ann!.say(...Array.from({ length: 500 }, () => ({ action: 'say', text })))
    hosted.clock.advance(20)
    expect(bo.session.room).not.toBeNull()
    expect(ann!.messages).toContainEqual(expect.objectContaining({ label: 'error', code: 'too_fast' }))
    // Chat over the rate is refused, and never counts as a mistake of the client.
    expect(ann!.session.room).not.toBeNull()
  })
})
