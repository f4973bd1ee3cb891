import { describe, expect, it } from 'vitest'
import { answer } from '../../../src/server/ctl/ctl-socket.ts'
import type { Running } from '../../../src/server/ctl/verb.ts'
import { Hosted } from '../hosted.ts'

async function controlled() {
  const hosted = new Hosted()
  const [ann, bo] = await hosted.meet('Ann', 'Bo')
  const running = { context: hosted.context } as Running
  const ask = (verb: string, ...args: string[]) => answer(running, { verb, args })
  return { hosted, ann: ann!, bo: bo!, ask }
}

describe('order that is kept at the console', () => {
  it('kicks people by name or number, and notifies them', async () => {
    const { hosted, ann, bo, ask } = await controlled()
    expect(await ask('kick', 'bo', 'too', 'loud')).toMatchObject({ ok: true, lines: ['Bo is out of hello.'] })
    expect(await ask('kick', String(ann.session.participant.id))).toMatchObject({ ok: true })
    await hosted.settle()
    expect(bo.messages).toContainEqual(
      expect.objectContaining({ label: 'removed', by: 'Server', reason: 'too loud', from: 'room' }),
    )
    expect(hosted.context.rooms.find('hello')!.empty).toBe(true)
    expect(hosted.moderated[0]).toBe(
      'Moderation: Server (console) kicked Bo at ::1 in the room hello : too loud',
    )
  })

  it('bans from the server, operators too, lists it and lifts it', async () => {
    const { hosted, ann, bo, ask } = await controlled()
    await bo.say({ action: 'operate', token: 'open the server sesame' })
    expect(await ask('ban', 'Bo', '90', 'spam')).toMatchObject({ lines: ['Bo is banned for 90 min.'] })
    await hosted.settle()
    expect(bo.stream.readableEnded).toBe(true)
    await ann.say({ action: 'kick', user: 99 })
    expect(await ask('bans')).toMatchObject({
      facts: [{ name: 'Bo', address: null, room: null, minutes_left: 90, by: 'Server', reason: 'spam' }],
      lines: [
        'NAME  ADDRESS  FROM      LEFT    BY      REASON',
        'Bo    -        (server)  90 min  Server  spam',
      ],
    })
    expect(await ask('unban', 'BO')).toMatchObject({ lines: ['BO may come in again.'] })
    expect(await ask('bans')).toMatchObject({ lines: ['Nobody is banned.'] })
  })

  it('mutes, closes rooms, and makes operators', async () => {
    const { hosted, bo, ask } = await controlled()
    const room = hosted.context.rooms.find('hello')!
    await ask('mute', 'Bo')
    expect(room.isMutedForAll(bo.session.participant)).toBe(true)
    await ask('unmute', 'Bo')
    expect(room.isMutedForAll(bo.session.participant)).toBe(false)
    await ask('lock', 'hello')
    expect(room.closed).toBe(true)
    await ask('unlock', 'hello')
    expect(room.closed).toBe(false)
    expect(await ask('handover', 'Bo')).toMatchObject({ lines: ['Bo is the host of hello now.'] })
    expect(room.host).toBe(bo.session.participant)
    await ask('operator', 'Bo')
    expect(bo.session.participant.operator).toBe(true)
    await ask('operator', 'Bo', 'off')
    expect(bo.session.participant.operator).toBe(false)
  })

  it.each([
    [['kick', 'Cy'], 'Nobody called Cy is here'],
    [['ban', 'Bo', 'soon'], 'ban takes a whole number of minutes'],
    [['ban', 'Bo', '0'], 'ban takes a whole number of minutes'],
    [['unban', 'Bo'], 'Bo is not banned'],
    [['lock', 'nowhere'], 'There is no room nowhere'],
    [['operator', 'Bo', 'on'], 'operator takes a name'],
  ] as [[string, ...string[]], string][])('is refused with a reason: %j', async (words, reason) => {
    const { ask } = await controlled()
    expect(await ask(...words)).toEqual({ ok: false, message: expect.stringContaining(reason) })
  })

  it('cannot take out who is in no room', async () => {
    const { bo, ask } = await controlled()
    await bo.say({ action: 'quit_room' })
    for (const verb of ['kick', 'mute']) {
      expect(await ask(verb, 'Bo')).toMatchObject({ ok: false, message: 'Bo is in no room.' })
    }
  })
})
