import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Password } from '../../../src/server/accounts/password.ts'
import { type Guest, Hosted } from '../hosted.ts'

/** Waits for `count` messages: hashing passwords takes real time. */
async function heard({ messages }: Guest, count: number): Promise<Record<string, unknown>[]> {
  await expect.poll(() => messages.length, { interval: 5 }).toBeGreaterThanOrEqual(count)
  return messages
}

describe('the password of a server', () => {
  it('is required before any action on rooms, users or voice', async () => {
    const hosted = new Hosted(new Password('open sesame'))
    const ann = hosted.connect()
    const refused = ['list', 'quit_room', 'record_start'].map((action) => ({ action }))
    await ann.say(...refused, { action: 'create', room: 'x' }, { action: 'join', room: 'x' })
    await ann.say({ action: 'rename', name: 'Ann' }, { action: 'mute', muted: true }, { action: 'say', text: '' })
    expect(ann.messages).toHaveLength(8)
    for (const message of ann.messages) {
      expect(message).toMatchObject({ label: 'error', code: 'not_allowed' })
      expect(message.message).toContain('send it with hello first')
    }
    await ann.say({ action: 'request_sample_rate' })
    expect(ann.messages.at(-1)).toMatchObject({ label: 'response_sample_rate' })
    expect(hosted.context.rooms.describe().rooms).toEqual([])
  })

  it('admits a client that sends it with hello, also after a wrong one', async () => {
    const hosted = new Hosted(new Password('open sesame'))
    const ann = hosted.connect()
    await ann.say({ action: 'hello', name: 'Ann', activity: true, id: 1 })
    await ann.say({ action: 'hello', name: 'Ann', password: 'wrong', id: 2 }, { action: 'list', id: 3 })
    await ann.say({ action: 'hello', name: 'Ann', password: 'open sesame', id: 4 }, { action: 'list', id: 5 })
    expect(await heard(ann, 5)).toMatchObject([
      { label: 'hello', status: 'wrong password', id: 1 },
      { label: 'hello', status: 'wrong password', id: 2 },
      { label: 'error', code: 'not_allowed', id: 3 },
      { label: 'hello', status: 'ok', name: 'Ann', id: 4 },
      { label: 'list_rooms', id: 5 },
    ])
  })

  it('is not required again to change the name', async () => {
    const hosted = new Hosted(new Password('p'))
    const ann = hosted.connect()
    await ann.say({ action: 'hello', password: 'p' }, { action: 'hello', name: 'Ann' })
    expect((await heard(ann, 2))[1]).toMatchObject({ status: 'ok', name: 'Ann' })
  })

  it('is required for pushes about rooms', async () => {
    const hosted = new Hosted(new Password('p'))
    const [ann, stranger] = [hosted.connect(), hosted.connect()]
    await stranger.say({ action: 'hello', name: 'X', activity: true })
    await ann.say({ action: 'hello', password: 'p' }, { action: 'create', room: 'x' }, { action: 'join', room: 'x' })
    await heard(ann, 3)
    hosted.clock.advance(5_000)
    await hosted.settle()
    expect(stranger.messages).toMatchObject([{ label: 'hello', status: 'wrong password' }])
  })
})

describe('the addresses of the web client', () => {
  it('are told with hello, at most eight, to those who are admitted', async () => {
    const pages = Array.from({ length: 9 }, (_, i) => `https://10.0.0.${i}:31000`)
    const hosted = new Hosted(new Password('p'), {}, { pages })
    const ann = hosted.connect()
    await ann.say({ action: 'hello' }, { action: 'hello', password: 'p' })
    expect(ann.messages[0]).toMatchObject({
      status: 'wrong password',
      features: ['web', 'people', 'calls', 'hand', 'say-key', 'history'],
    })
    expect(ann.messages[0]).not.toHaveProperty('pages')
    expect(ann.messages[1]).toMatchObject({ status: 'ok', pages: pages.slice(0, 8) })
  })

  it('are not there when the server serves none', async () => {
    const ann = new Hosted().connect()
    await ann.say({ action: 'hello' })
    expect(ann.messages[0]).toMatchObject({ status: 'ok', features: ['people', 'calls', 'hand', 'say-key', 'history'] })
    expect(ann.messages[0]).not.toHaveProperty('pages')
  })
})

describe('wrong passwords', () => {
  it('are limited to ten per address and minute, for all secrets together', async () => {
    const hosted = new Hosted(new Password('right'))
    const tries = [hosted.connect(), hosted.connect()]
    for (const guest of tries) {
      for (let i = 0; i < limits.wrongPasswords / 2; i++) await guest.say({ action: 'hello', password: `${i}` })
      await heard(guest, limits.wrongPasswords / 2)
    }
    await tries[0]!.say({ action: 'hello', password: 'right', id: 'x' })
    const last = (await heard(tries[0]!, limits.wrongPasswords / 2 + 1)).at(-1)
    expect(last).toMatchObject({ label: 'error', code: 'too_fast', id: 'x' })
    expect(last!.message).toContain('try again in 60 s')

    const elsewhere = hosted.connect({ address: '10.0.0.9' })
    await elsewhere.say({ action: 'hello', password: 'right' })
    expect(await heard(elsewhere, 1)).toMatchObject([{ status: 'ok' }])

    hosted.clock.advance(limits.wrongPasswordWindow)
    await tries[0]!.say({ action: 'hello', password: 'right' })
    const after = await heard(tries[0]!, limits.wrongPasswords / 2 + 2)
    expect(after.at(-1)).toMatchObject({ label: 'hello', status: 'ok' })
  })
})

describe('right passwords', () => {
  it('are not limited', async () => {
    const hosted = new Hosted(new Password('right'))
    for (let i = 1; i <= limits.wrongPasswords + 1; i++) {
      const guest = hosted.connect()
      await guest.say({ action: 'hello', password: 'right' })
      expect(await heard(guest, 1)).toMatchObject([{ label: 'hello', status: 'ok' }])
    }
  })
})

describe('the password of a room', () => {
  it('is required to join, and actions sent while it is checked are answered in order', async () => {
    const hosted = new Hosted()
    const [ann, bo] = [hosted.connect(), hosted.connect()]
    await ann.say({ action: 'create', room: 'x', password: 'p' }, { action: 'join', room: 'x', password: 'p' })
    expect(await heard(ann, 2)).toMatchObject([{ status: 'ok' }, { status: 'ok' }])
    await bo.say({ action: 'join', room: 'x', id: 1 }, { action: 'join', room: 'x', password: 'q', id: 2 })
    await bo.say({ action: 'list', id: 3 }, { action: 'join', room: 'x', password: 'p', id: 4 })
    await bo.say({ action: 'mute', muted: true, id: 5 })
    expect(await heard(bo, 5)).toMatchObject([
      { label: 'join_room', status: 'wrong password', id: 1 },
      { label: 'join_room', status: 'wrong password', id: 2 },
      { label: 'list_rooms', id: 3 },
      { label: 'join_room', status: 'ok', id: 4 },
      { label: 'mute', id: 5 },
    ])
  })

  it('is recognised in any Unicode normalization form while slow hashes are waiting, and so is a wrong one', async () => {
    const hosted = new Hosted()
    const [ann, bo] = [hosted.connect(), hosted.connect()]
    await ann.say({ action: 'create', room: 'x', password: 'caf\u00e9' })
    await heard(ann, 1)
    hosted.occupySlowWork()
    await bo.say({ action: 'join', room: 'x', password: 'cafe' }, { action: 'join', room: 'x', password: 'cafe\u0301' })
    expect(bo.messages).toMatchObject([{ status: 'wrong password' }, { status: 'ok' }])
  })

  it('creates no second room of the name', async () => {
    const hosted = new Hosted()
    const ann = hosted.connect()
    await ann.say({ action: 'create', room: 'x' }, { action: 'create', room: 'X', password: 'p' })
    expect(ann.messages).toMatchObject([{ status: 'ok' }, { status: 'room already exists' }])
  })
})

describe('a room without a password', () => {
  it('is not joined by a client that sends one, also an empty one', async () => {
    const hosted = new Hosted()
    const ann = hosted.connect()
    await ann.say({ action: 'create', room: 'x' }, { action: 'join', room: 'x', password: 'p' })
    await ann.say({ action: 'join', room: 'x', password: '' }, { action: 'join', room: 'x' })
    expect(ann.messages.map(({ status }) => status)).toEqual(['ok', 'wrong password', 'wrong password', 'ok'])
    expect(ann.messages[1]!.message).toContain('has no password')
  })

  it('does not count a password that is sent to it as a wrong one', async () => {
    const hosted = new Hosted()
    const ann = hosted.connect()
    await ann.say({ action: 'create', room: 'x' })
    for (let i = 0; i <= limits.wrongPasswords; i++) await ann.say({ action: 'join', room: 'x', password: 'p' })
    expect(ann.messages.at(-1)).toMatchObject({ status: 'wrong password' })
  })
})
