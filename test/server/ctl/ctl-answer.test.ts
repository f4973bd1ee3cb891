import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { answer } from '../../../src/server/ctl/ctl-socket.ts'
import { Draining } from '../../../src/server/lifecycle/draining.ts'
import type { ServerStatus } from '../../../src/server/metrics/server-status.ts'
import { Hosted } from '../hosted.ts'

const OPEN: ServerStatus = {
  ...{ state: 'open', uptime: 90_061_000, connections: 2, places: 2_000 },
  ...{ rooms: 1, participants: 2, talkers: 1, absent: 0 },
}

/** A server without sockets that runs ctl commands. */
class Controlled extends Hosted {
  ended = 0
  /** Why new connections are refused. */
  refusal: string | null = null
  connections = 2
  readonly #end = () => {
    this.ended++
  }
  readonly #draining = new Draining(this, this.clock, this.#end)

  closeTo(why: string | null): void {
    this.refusal = why
  }

  ask(verb: string, ...args: string[]) {
    const running = { context: this.context, server: { status: () => OPEN }, draining: this.#draining, end: this.#end }
    return answer(running, { verb, args })
  }
}

describe('ctl', () => {
  it('prints status, rooms and people as lines and as JSON', async () => {
    const hosted = new Controlled()
    const [ann] = await hosted.meet('Ann', 'Bo 世')
    await ann!.say({ action: 'mute', muted: true }, { action: 'create', room: 'brief', temporary: true })
    const status = await hosted.ask('status')
    expect(status).toMatchObject({ ok: true, facts: { state: 'open', connections: 2 } })
    expect(status).toMatchObject({ lines: expect.arrayContaining(['uptime        1 d 1 h']) })
    hosted.clock.advance(65_000 - 20)
    expect(await hosted.ask('people')).toMatchObject({
      facts: [
        { name: 'Ann', room: 'hello', address: '::1', seconds: 65, state: ['muted'] },
        { name: 'Bo 世', room: 'hello', seconds: 65, state: [] },
      ],
      lines: [
        'ID  NAME   ROOM   ADDRESS  CONNECTED',
        '1   Ann    hello  ::1      1 min 5 s  muted',
        '2   Bo 世  hello  ::1      1 min 5 s',
      ],
    })
    expect(await hosted.ask('rooms')).toMatchObject({
      lines: ['ROOM   PEOPLE  TALKING', 'hello  2       0', 'brief  0       0        temporary'],
    })
  })

  it('says when there are no rooms and no people', async () => {
    const hosted = new Controlled()
    expect(await hosted.ask('people')).toMatchObject({ lines: ['No one is connected.'] })
    expect(await hosted.ask('rooms')).toMatchObject({ lines: ['No rooms.'] })
  })

  it('sends "say" to everyone with a name, under a reserved name', async () => {
    const hosted = new Controlled()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    const stranger = hosted.connect()
    expect(await hosted.ask('say', 'We end', 'at \u001B[31mnoon')).toMatchObject({ lines: ['Sent to 2 people.'] })
    await hosted.settle()
    for (const { messages } of [ann!, bo!]) {
      expect(messages).toMatchObject([{ label: 'said', name: 'Server', text: 'We end at noon' }])
      expect([ann!.session.participant.id, bo!.session.participant.id]).not.toContain(messages[0]!.from)
    }
    expect(stranger.messages).toEqual([])
    await bo!.say({ action: 'rename', name: 'sеrver' })
    expect(bo!.messages.at(-1)).toMatchObject({ label: 'renamed', status: 'conflict' })
  })

  it.each([
    ['dance', [], 'Unknown command "dance"; commands are status, '],
    ['say', [], 'Missing argument <text...>; usage: say <text...>.'],
    ['say', [' \u0007 '], 'The text is empty'],
    ['say', ['x'.repeat(limits.text + 1)], 'The text is too long'],
    ['drain', ['soon'], 'drain takes "off" or a whole number of seconds'],
    ['drain', ['-1'], 'drain takes'],
  ])('refuses %s %j with a reason', async (verb, args, reason) => {
    expect(await new Controlled().ask(verb, ...args)).toEqual({ ok: false, message: expect.stringContaining(reason) })
  })

  it('stops a draining server when the last client has left', async () => {
    const hosted = new Controlled()
    await hosted.ask('drain')
    expect(hosted.refusal).toContain('shutting down')
    hosted.clock.advance(60_000)
    expect(hosted.ended).toBe(0)
    hosted.connections = 0
    hosted.clock.advance(500)
    expect(hosted.ended).toBe(1)
    hosted.clock.advance(60_000)
    expect(hosted.ended).toBe(1)
  })

  it('stops a draining server after the timeout, and cancels draining with "drain off"', async () => {
    const hosted = new Controlled()
    await hosted.ask('drain', '10')
    hosted.clock.advance(9_999)
    expect(hosted.ended).toBe(0)
    hosted.clock.advance(1)
    expect(hosted.ended).toBe(1)

    const other = new Controlled()
    await other.ask('drain', '10')
    await other.ask('drain', 'off')
    other.clock.advance(60_000)
    expect(other.refusal).toBeNull()
    expect(other.ended).toBe(0)
    await other.ask('stop')
    expect(other.ended).toBe(1)
  })
})
