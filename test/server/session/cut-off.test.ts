import { beforeEach, describe, expect, it } from 'vitest'
import { type ErrorCode, errors, ProtocolError } from '../../../src/protocol/errors.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'
import { Recordings } from '../../../src/server/recording/recordings.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { type Guest, Hosted } from '../hosted.ts'

/** What a code does to the session of the connection that it closes. */
const AFTERWARDS: Record<ErrorCode, 'resumed' | 'ended' | 'not closed'> = {
  bad_message: 'ended',
  unknown_action: 'not closed',
  unexpected_payload: 'not closed',
  not_in_a_room: 'not closed',
  bad_frame: 'not closed',
  too_large: 'ended',
  too_fast: 'ended',
  too_slow: 'resumed',
  timeout: 'resumed',
  limit: 'not closed',
  not_allowed: 'not closed',
  banned: 'ended',
  cannot_record: 'not closed',
  not_ready: 'not closed',
  tls_wanted: 'ended',
  unavailable: 'not closed',
  no_such_call: 'not closed',
  no_such_user: 'not closed',
  internal: 'resumed',
}

/** 20 ms of PCM at 48 kHz. */
const FRAME = encode({ action: 'voice', bytes: 1_920 }, new Uint8Array(1_920).fill(1))

describe('a client that stalls while somebody talks', () => {
  let hosted: Hosted
  let ann: Guest
  let bo: Guest
  let token: string

  beforeEach(async () => {
    const clock = new ManualClock()
    const recordings = await Recordings.open(freshFolder(), { format: { rate: 48_000, frameMs: 20 }, clock, limits })
    hosted = new Hosted(null, {}, { clock, recordings })
    ;[bo, ann] = (await hosted.meet('Bo', 'Ann')) as [Guest, Guest]
    await bo.say({ action: 'hello', name: 'Bo', resumable: true }, { action: 'ack', received: 0 })
    token = bo.messages.find(({ label }) => label === 'hello')!.resume as string
  })

  /** Ann talks for some time, and Bo acknowledges nothing of it. */
  async function talk(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 100) {
      for (let i = 0; i < 5; i++) ann.stream.write(FRAME)
      hosted.clock.advance(100)
      if (passed % 1_000 === 0) for (const session of hosted.context.sessions) session.checkPatience()
      await hosted.settle()
    }
  }

  async function comeBack(): Promise<Guest> {
    const back = hosted.connect()
    await back.say({ action: 'hello', name: 'Bo', resumable: true, resume: token })
    return back
  }

  const users = () => ann.session.room!.users()

  it('is disconnected as too slow, stays in its room as its host, and resumes', async () => {
    await talk(8_000)
    expect(bo.messages.at(-1)).toMatchObject({ label: 'error', code: 'too_slow' })
    expect(users()).toMatchObject([{ name: 'Bo', host: true, reconnecting: true }, { name: 'Ann' }])
    const back = await comeBack()
    expect(back.messages[0]).toMatchObject({ status: 'ok', resumed: true, user: 1, room: 'hello' })
    expect(users()).toMatchObject([{ id: 1, name: 'Bo', host: true }, { name: 'Ann' }])
    expect(users()[0]).not.toHaveProperty('reconnecting')
  })

  it('keeps the recording that the server makes for it', async () => {
    await bo.say({ action: 'record_start', tracks: true })
    await expect.poll(() => bo.session.room!.recording).not.toBeNull()
    await talk(8_000)
    const room = ann.session.room!
    expect(room.recording).not.toBeNull()
    await comeBack()
    expect(room.recording?.recorder).toMatchObject({ name: 'Bo', recording: true })
    await room.recording?.end()
  })

  it('is sent the chat messages from the moment it is disconnected, while its socket is still closing', async () => {
    await talk(6_000)
    expect(hosted.closed).toBe(0)
    await ann.say({ action: 'say', text: 'hello?' })
    const back = await comeBack()
    expect(back.messages.filter(({ label }) => label === 'said')).toMatchObject([{ text: 'hello?' }])
  })

  it('is in the list of sessions once, and its late close does not end the resumed session', async () => {
    await talk(6_000)
    const names = () => hosted.context.moderation.everybody().map(({ participant }) => participant.name)
    expect(names().filter((name) => name === 'Bo')).toHaveLength(1)
    const back = await comeBack()
    hosted.clock.advance(5_000)
    await hosted.settle()
    expect(hosted.closed).toBe(1)
    expect(back.session.room).not.toBeNull()
    expect(names()).toEqual(['Ann', 'Bo'])
    expect(hosted.context.roster.count).toBe(2)
  })

  it('leaves at once if it cannot resume', async () => {
    const cy = hosted.connect()
    await cy.say({ action: 'hello', name: 'Cy' }, { action: 'join', room: 'hello' })
    await cy.say({ action: 'ack', received: 0 })
    await talk(6_000)
    expect(users().map(({ name }) => name)).toEqual(['Bo', 'Ann'])
  })

  it('resumes also when its control messages piled up', async () => {
    const deaf = hosted.connect({ reads: false })
    await deaf.say({ action: 'hello', name: 'Cy', resumable: true }, { action: 'join', room: 'hello' })
    for (let i = 0; i < 100; i++) {
      hosted.clock.advance(1_000)
      await ann.say({ action: 'say', text: `${i}`.padEnd(limits.text, 'x') })
    }
    expect(users().find(({ name }) => name === 'Cy')).toMatchObject({ reconnecting: true })
  })

  it('resumes when its connection ends within a message', async () => {
    bo.stream.end('{"action":"sa')
    await hosted.settle()
    expect(bo.messages.at(-1)).toMatchObject({ code: 'bad_message' })
    expect((await comeBack()).messages[0]).toMatchObject({ resumed: true, room: 'hello' })
  })

  it('resumes after an internal error of the server', async () => {
    const room = bo.session.room!
    room.find = () => {
      throw new TypeError('our mistake')
    }
    await bo.say({ action: 'volume', user: 2, gain_db: 0 })
    expect(bo.messages.at(-1)).toMatchObject({ code: 'internal' })
    expect((await comeBack()).messages[0]).toMatchObject({ resumed: true, room: 'hello' })
  })
})

describe('an error that closes', () => {
  it.each(Object.entries(AFTERWARDS).filter(([, after]) => after !== 'not closed') as [ErrorCode, string][])(
    'with %s leaves a session that is %s',
    async (code, after) => {
      const hosted = new Hosted()
      const bo = hosted.connect()
      await bo.say({ action: 'hello', name: 'Bo', resumable: true })
      hosted.context.rooms.describe = () => {
        throw new ProtocolError(code, undefined, true)
      }
      await bo.say({ action: 'list' })
      const back = hosted.connect()
      await back.say({ action: 'hello', resume: bo.messages[0]!.resume as string })
      expect(bo.messages.at(-1)).toMatchObject({ code })
      expect(back.messages[0]).toMatchObject({ resumed: after === 'resumed' })
    },
  )

  it('is decided for every code', () => {
    expect(Object.keys(AFTERWARDS)).toEqual(Object.keys(errors))
  })
})
