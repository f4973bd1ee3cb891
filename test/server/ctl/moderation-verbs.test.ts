import { describe, expect, it } from 'vitest'
import { answer } from '../../../src/server/ctl/ctl-socket.ts'
import type { Running } from '../../../src/server/ctl/verb.ts'
import { Hosted } from '../hosted.ts'

async function setUp() {
  const hosted = new Hosted()
  const [ann, bo] = await hosted.meet('Ann', 'Bo')
  const running = { context: hosted.context } as Running
  const ask = (verb: string, ...args: string[]) => answer(running, { verb, args })
  return { hosted, ann: ann!, bo: bo!, ask }
}

describe('ctl moderation', () => {
  it('kicks a user by name or id, and notifies them', async () => {
    const { hosted, ann, bo, ask } = await setUp()
    expect(await ask('kick', 'bo', 'too', 'loud')).toMatchObject({ ok: true, lines: ['Removed Bo from hello.'] })
    expect(await ask('kick', String(ann.session.participant.id))).toMatchObject({ ok: true })
    await hosted.settle()
    expect(bo.messages).toContainEqual(
      expect.objectContaining({ label: 'removed', by: 'Server', reason: 'too loud', from: 'room' }),
    )
    expect(hosted.context.rooms.find('hello')!.empty).toBe(true)
    expect(hosted.moderated[0]).toBe('Moderation: Server (console) kicked Bo at ::1 in the room hello : too loud')
  })

  it('bans users from the server, including operators, lists bans and lifts them', async () => {
    const { hosted, ann, bo, ask } = await setUp()
    await bo.say({ action: 'operate', token: 'open the server sesame' })
    expect(await ask('ban', 'Bo', '90', 'spam')).toMatchObject({ lines: ['Banned Bo for 90 min.'] })
    await hosted.settle()
    expect(bo.stream.readableEnded).toBe(true)
    await ann.say({ action: 'kick', user: 99 })
    expect(await ask('bans')).toMatchObject({
      facts: [{ name: 'Bo', address: null, room: null, minutes_left: 90, by: 'Server', reason: 'spam' }],
      lines: ['NAME  ADDRESS  FROM      LEFT    BY      REASON', 'Bo    -        (server)  90 min  Server  spam'],
    })
    expect(await ask('unban', 'BO')).toMatchObject({ lines: ['Unbanned BO.'] })
    expect(await ask('bans')).toMatchObject({ lines: ['No bans.'] })
  })

  it('mutes users, closes rooms, and makes hosts and operators', async () => {
    const { hosted, bo, ask } = await setUp()
    const room = hosted.context.rooms.find('hello')!
    await ask('mute', 'Bo')
    expect(room.isMutedForAll(bo.session.participant)).toBe(true)
    await ask('unmute', 'Bo')
    expect(room.isMutedForAll(bo.session.participant)).toBe(false)
    await ask('lock', 'hello')
    expect(room.closed).toBe(true)
    await ask('unlock', 'hello')
    expect(room.closed).toBe(false)
    expect(await ask('handover', 'Bo')).toMatchObject({ lines: ['Bo is now the host of hello.'] })
    expect(room.host).toBe(bo.session.participant)
    await ask('operator', 'Bo')
    expect(bo.session.participant.operator).toBe(true)
    await ask('operator', 'Bo', 'off')
    expect(bo.session.participant.operator).toBe(false)
  })

  it.each([
    [['kick', 'Cy'], 'No user named Cy'],
    [['ban', 'Bo', 'soon'], 'ban takes a whole number of minutes'],
    [['ban', 'Bo', '0'], 'ban takes a whole number of minutes'],
    [['unban', 'Bo'], 'Bo is not banned'],
    [['lock', 'nowhere'], 'No room named nowhere'],
    [['operator', 'Bo', 'on'], 'operator takes a name'],
  ] as [[string, ...string[]], string][])('refuses %j with a reason', async (words, reason) => {
    const { ask } = await setUp()
    expect(await ask(...words)).toEqual({ ok: false, message: expect.stringContaining(reason) })
  })

  it('refuses to kick or mute a user who is not in a room', async () => {
    const { bo, ask } = await setUp()
    await bo.say({ action: 'quit_room' })
    for (const verb of ['kick', 'mute']) {
      expect(await ask(verb, 'Bo')).toMatchObject({ ok: false, message: 'Bo is not in a room.' })
    }
  })
})

it('bans only the name behind a shared address, and the address with --address', async () => {
  const { hosted, ask } = await setUp()
  const [dee, eve] = [hosted.connect({ address: '10.0.0.9' }), hosted.connect({ address: '10.0.0.9' })]
  await dee.say({ action: 'hello', name: 'Dee' })
  await eve.say({ action: 'hello', name: 'Eve' })
  expect(await ask('ban', 'Dee', '5')).toMatchObject({
    facts: { address: null },
    lines: ['Banned Dee for 5 min.', expect.stringContaining('others use 10.0.0.9 too')],
  })
  expect(await ask('ban', 'Eve', '5', 'spam', '--address')).toMatchObject({
    facts: { address: '10.0.0.9' },
    lines: ['Banned Eve for 5 min.'],
  })
  expect(await ask('bans')).toMatchObject({ facts: [{ address: null }, { name: 'Eve', reason: 'spam' }] })
})
