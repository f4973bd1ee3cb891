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

/** A house that is asked by its administrator. */
class Controlled extends Hosted {
  ended = 0
  /** Why newcomers are refused. */
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
    const running = {
      context: this.context,
      server: { status: () => OPEN },
      draining: this.#draining,
      end: this.#end,
    }
    return answer(running, { verb, args })
  }
}

describe('what an administrator asks', () => {
  it('is answered in lines and as facts: status, rooms and people', async () => {
    const hosted = new Controlled()
    const [ann] = await hosted.meet('Ann', 'Bo 世')
    await ann!.say({ action: 'mute', muted: true }, { action: 'create', room: 'brief', temporary: true })
    const status = await hosted.ask('status')
    expect(status).toMatchObject({ ok: true, facts: { state: 'open', connections: 2 } })
    expect(status).toMatchObject({ lines: expect.arrayContaining(['up           1 d 1 h']) })
    hosted.clock.advance(65_000 - 20)
    expect(await hosted.ask('people')).toMatchObject({
      facts: [
        { name: 'Ann', room: 'hello', address: '::1', seconds: 65, state: ['muted'] },
        { name: 'Bo 世', room: 'hello', seconds: 65, state: [] },
      ],
      lines: [
        'ID  NAME   ROOM   ADDRESS  SINCE',
        '1   Ann    hello  ::1      1 min 5 s  muted',
        '2   Bo 世  hello  ::1      1 min 5 s',
      ],
    })
    expect(await hosted.ask('rooms')).toMatchObject({
      lines: ['ROOM   PEOPLE  TALKING', 'hello  2       0', 'brief  0       0        temporary'],
    })
  })

  it('says nothing of rooms and people that are not there', async () => {
    const hosted = new Controlled()
    expect(await hosted.ask('people')).toMatchObject({ lines: ['Nobody is here.'] })
    expect(await hosted.ask('rooms')).toMatchObject({ lines: ['There is no room.'] })
  })

  it('is told to all who came in, by a name that nobody else can take', async () => {
    const hosted = new Controlled()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    const stranger = hosted.connect()
    expect(await hosted.ask('say', 'We end', 'at \u001B[31mnoon')).toMatchObject({
      lines: ['Told 2 people.'],
    })
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
    ['dance', [], 'There is no command "dance"; those there are: status, '],
    ['say', [], 'say wants <text...>; <text...> is missing.'],
    ['say', [' \u0007 '], 'The text is empty'],
    ['say', ['x'.repeat(limits.text + 1)], 'The text is too long'],
    ['drain', ['soon'], 'drain takes "off" or a whole number of seconds'],
    ['drain', ['-1'], 'drain takes'],
  ])('is refused with a reason: %s %j', async (verb, args, reason) => {
    expect(await new Controlled().ask(verb, ...args)).toEqual({
      ok: false,
      message: expect.stringContaining(reason),
    })
  })

  it('lets the server end once the last has left', async () => {
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

  it('lets it end in time though some stay, or go on where that is called off', async () => {
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
