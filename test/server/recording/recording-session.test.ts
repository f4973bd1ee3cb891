import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Recordings } from '../../../src/server/recording/recordings.ts'
import { eventually } from '../../helpers/eventually.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { type Guest, Hosted } from '../hosted.ts'

describe('recording permissions', () => {
  let hosted: Hosted
  let folder: string
  let recordings: Recordings
  let ann: Guest
  let bo: Guest
  let cy: Guest

  beforeEach(async () => {
    const clock = new ManualClock()
    folder = freshFolder()
    recordings = await Recordings.open(folder, { format: { rate: 48_000, frameMs: 20 }, clock, limits })
    onTestFinished(() => recordings.close())
    hosted = new Hosted(null, {}, { clock, recordings })
    ;[ann, bo, cy] = (await hosted.meet('Ann', 'Bo', 'Cy')) as [Guest, Guest, Guest]
  })

  /** Sends messages and waits for a message with that label; disk access takes a while. */
  async function answered(guest: Guest, label: string, ...messages: object[]): Promise<Record<string, unknown>> {
    const before = guest.messages.length
    await guest.say(...messages)
    const found = () => guest.messages.slice(before).find((message) => message.label === label)
    await eventually(found, `${label} of ${JSON.stringify(guest.messages.slice(before))}`).toBeDefined()
    return found()!
  }

  const start = { action: 'record_start', tracks: true }
  const end = { action: 'record_end' }

  /** Starts a recording, to which the others agree. @returns its id, and the tokens that they got */
  async function record(recorder: Guest, ...agreeing: Guest[]): Promise<{ recording: string; tokens: string[] }> {
    const { recording } = (await answered(recorder, 'record_started', start)) as { recording: string }
    const tokens: string[] = []
    for (const guest of agreeing) {
      const reply = await answered(guest, 'record_consent', { action: 'record_consent', recording, agree: true })
      tokens.push(String(reply.token))
    }
    return { recording, tokens }
  }

  it('come with no token in the clear to another machine, unless the server has no encryption', async () => {
    for (const tls of [true, false]) {
      const host = new Hosted(null, {}, { clock: hosted.clock, recordings, tls })
      const [recorder] = (await host.meet('Dee')) as [Guest]
      const exposed = host.connect({ address: '10.0.0.9' })
      await exposed.say({ action: 'hello', name: 'Eve' }, { action: 'join', room: 'hello' })
      if (tls) {
        expect(await answered(exposed, 'error', start)).toMatchObject({ code: 'tls_wanted' })
        expect(recorder.messages.filter(({ label }) => label === 'recording')).toEqual([])
      }
      const { recording } = await answered(recorder, 'record_started', start)
      const yes = { action: 'record_consent', recording, agree: true }
      expect('token' in (await answered(exposed, 'record_consent', yes))).toBe(!tls)
      await answered(recorder, 'recorded', end)
    }
  })

  it('let the recorder, the host and operators fetch a recording without a token, and no one else', async () => {
    await answered(bo, 'record_started', start)
    const { recording } = await answered(bo, 'recorded', { action: 'record_end' })
    const fetch = { action: 'recording_fetch', recording, file: 'recording.json', offset: 0, id: 7 }
    for (const guest of [ann, bo]) {
      const { recordings: listed } = await answered(guest, 'recordings', { action: 'recordings' })
      expect(listed).toMatchObject([{ recording }])
    }
    expect(await answered(cy, 'recordings', { action: 'recordings' })).toMatchObject({ recordings: [] })
    expect(await answered(cy, 'error', fetch)).toMatchObject({ code: 'not_allowed', id: 7 })
    cy.session.participant.operator = true
    expect(await answered(cy, 'recordings', { action: 'recordings' })).toMatchObject({ recordings: [{ recording }] })
  })

  it('take a yes for one recording alone', async () => {
    const { recording } = await record(ann, bo)
    const yes = { action: 'record_consent', agree: true }
    for (const wrong of [yes, { ...yes, recording: 7 }, { ...yes, recording: 'hello/2026-01-31_09-00-00' }]) {
      expect(await answered(cy, 'error', wrong)).toMatchObject({ code: 'bad_message' })
    }
    await answered(ann, 'recorded', end)
    expect(await answered(bo, 'error', { ...yes, recording })).toMatchObject({ code: 'bad_message' })
    cy.messages.length = 0
    const next = await record(cy)
    expect(next.recording).not.toBe(recording)
    expect(await answered(bo, 'error', { ...yes, recording })).toMatchObject({ code: 'bad_message' })
    hosted.clock.advance(1_000)
    await hosted.settle()
    expect(bo.session.participant.recorded).toBe(false)
    expect(cy.messages.filter(({ label }) => label === 'record_consent_wanted')).toEqual([])
    expect(bo.messages.findLast(({ label }) => label === 'record_consent_wanted')).toMatchObject({
      recording: next.recording,
    })
  })

  it('tell everybody in the room who is recorded now', async () => {
    await record(ann, bo)
    const recorded = async (guest: Guest) => {
      hosted.clock.advance(1_000)
      await hosted.settle()
      const { users } = guest.messages.findLast(({ label }) => label === 'room_users') as unknown as {
        users: { name: string; recorded?: boolean }[]
      }
      return users.filter((user) => user.recorded).map(({ name }) => name)
    }
    for (const guest of [ann, bo, cy]) expect(await recorded(guest)).toEqual(['Ann', 'Bo'])
    await bo.say({ action: 'quit_room' })
    expect(await recorded(cy)).toEqual(['Ann'])
    await answered(ann, 'recorded', end)
    expect(await recorded(cy)).toEqual([])
  })

  it('are offered in the reply to hello', async () => {
    expect(await answered(ann, 'hello', { action: 'hello', name: 'Ann' })).toMatchObject({
      features: ['recording', 'people', 'calls', 'hand', 'say-key', 'history'],
    })
  })

  it('are not inherited by the next host of a temporary room', async () => {
    const join = { action: 'join', room: 'brief' }
    await bo.say({ action: 'create', room: 'brief', temporary: true }, join)
    const { recording } = await record(bo)
    await cy.say(join)
    // Both the recorder and host goes, and the recording is closed when somebody else is host.
    bo.stream.end(Buffer.from('{"action":"exit"}\n'))
    const isOver = () => cy.messages.some(({ label, on }) => label === 'recording' && on === false)
    await eventually(isOver).toBe(true)
    await eventually(() => recordings.running).toBe(0)
    expect(hosted.context.rooms.find('brief')?.host).toBe(cy.session.participant)
    const fetch = { action: 'recording_fetch', recording, file: 'mix.wav', offset: 0 }
    expect(await answered(cy, 'error', fetch)).toMatchObject({ code: 'not_allowed' })
    expect(await answered(cy, 'recordings', { action: 'recordings' })).toMatchObject({ recordings: [] })
  })

  it('let a person fetch their own track, also later by its token, and nothing else', async () => {
    const { recording, tokens } = await record(ann, bo, cy)
    const [token] = tokens
    expect(tokens[0]).not.toBe(tokens[1])
    const again = { action: 'record_consent', recording, agree: true }
    expect(await answered(bo, 'record_consent', again)).toMatchObject({ recording, agree: true, token })
    const fetch = (file: string, fields: object = {}) => {
      return { action: 'recording_fetch', recording, file, offset: 0, ...fields }
    }
    expect(await answered(bo, 'error', fetch('recording.json'))).toMatchObject({ code: 'not_ready' })
    await answered(ann, 'recorded', end)
    const stranger = hosted.connect()
    const keys = [{ recording, token }]
    for (const [guest, key] of [
      [bo, {}],
      [stranger, { token }],
    ] as const) {
      expect(await answered(guest, 'recordings', { action: 'recordings', keys })).toMatchObject({
        recordings: [{ recording, files: 2 }],
      })
      await answered(guest, 'recording_data', fetch('tracks/2-bo.wav', key))
      for (const file of ['mix.wav', 'tracks/1-ann.wav', 'tracks/3-cy.wav', 'events.jsonl', 'access-tracks']) {
        expect(await answered(guest, 'error', fetch(file, key))).toMatchObject({ code: 'not_allowed' })
      }
    }
    expect(await answered(stranger, 'error', fetch('tracks/2-bo.wav'))).toMatchObject({ code: 'not_allowed' })
    const stored = readFileSync(join(folder, recording, 'access-tracks'), 'utf8')
    expect(stored).not.toContain(token)
  })

  it('limit the recordings in progress, and the new ones, of one address', async () => {
    const clock = new ManualClock()
    const changed = { ...limits, addressRecordings: 2, addressBegunRecordings: 3 }
    const format = { rate: 48_000, frameMs: 20 }
    const made = await Recordings.open(freshFolder(), { format, clock, limits: changed })
    onTestFinished(() => made.close())
    hosted = new Hosted(null, {}, { clock, recordings: made })
    const guests: Guest[] = []
    const open = async (address: string) => {
      const guest = hosted.connect({ address })
      const room = `room ${guests.push(guest)}`
      await guest.say({ action: 'create', room }, { action: 'join', room })
      return guest
    }
    await record(await open('192.0.2.1'))
    await record(await open('192.0.2.1'))
    expect(await answered(await open('192.0.2.1'), 'error', start)).toMatchObject({ code: 'limit' })
    await record(await open('192.0.2.2'))
    await answered(guests[0]!, 'recorded', end)
    await record(guests[0]!)
    await answered(guests[0]!, 'recorded', end)
    expect(await answered(await open('192.0.2.1'), 'error', start)).toMatchObject({ code: 'too_fast' })
    clock.advance(60_000)
    await record(guests[0]!)
  })

  it.each([
    { recordBy: 'host' as const, allowed: ['Ann', 'Cy'] },
    { recordBy: 'members' as const, allowed: ['Ann', 'Bo', 'Cy'] },
    { recordBy: 'operators' as const, allowed: ['Cy'] },
  ])('let $recordBy record with --record-by $recordBy', async ({ recordBy, allowed }) => {
    const clock = new ManualClock()
    const format = { rate: 48_000, frameMs: 20 }
    const made = await Recordings.open(freshFolder(), { format, clock, limits, recordBy })
    onTestFinished(() => made.close())
    hosted = new Hosted(null, {}, { clock, recordings: made })
    const guests = await hosted.meet('Ann', 'Bo', 'Cy')
    guests[2]!.session.participant.operator = true
    const found: string[] = []
    for (const guest of guests) {
      const before = guest.messages.length
      await guest.say(start)
      await eventually(() =>
        guest.messages.slice(before).some(({ label }) => /^(error|record_started)$/.test(String(label))),
      ).toBe(true)
      const { label, code } = guest.messages
        .slice(before)
        .find(({ label }) => /^(error|record_started)$/.test(String(label)))!
      if (label === 'error') expect(code).toBe('not_allowed')
      else {
        found.push(guest.session.participant.name)
        await answered(guest, 'recorded', end)
      }
    }
    expect(found).toEqual(allowed)
  })

  it('let only the recorder pause, mark and end a recording', async () => {
    await answered(ann, 'record_started', start)
    for (const action of ['record_pause', 'record_mark', 'record_end']) {
      const refused = await answered(bo, 'error', { action, paused: true, tracks: true })
      expect(refused).toMatchObject({ code: 'not_allowed' })
    }
    expect(await answered(bo, 'error', start)).toMatchObject({
      code: 'not_allowed',
      message: 'The server is already recording this room, for Ann',
    })
    const long = { action: 'record_mark', text: 'x'.repeat(limits.marker + 1) }
    expect(await answered(ann, 'error', long)).toMatchObject({ code: 'bad_message' })
  })

  it('survive a lost connection: the recording continues, and resumed sessions are notified', async () => {
    const { resume } = await answered(ann, 'hello', { action: 'hello', name: 'Ann', resumable: true })
    const { resume: second } = await answered(cy, 'hello', { action: 'hello', name: 'Cy', resumable: true })
    await answered(ann, 'record_started', start)
    await ann.breakOff()
    await cy.breakOff()
    hosted.clock.advance(5_000)
    const back = hosted.connect()
    const hello = { action: 'hello', name: 'Ann', resumable: true, resume }
    expect(await answered(back, 'recording', hello)).toMatchObject({ on: true, tracks: true })
    // A member who has not answered yet is asked when they return.
    const third = hosted.connect()
    await answered(third, 'record_consent_wanted', { action: 'hello', name: 'Cy', resumable: true, resume: second })
    expect(await answered(back, 'recorded', { action: 'record_end' })).toMatchObject({ seconds: 5 })
  })

  it('are audited when they start and when they end', async () => {
    const { recording } = await record(ann, bo)
    await answered(ann, 'recorded', end)
    const by = { room: 'hello', user: ann.session.participant.id, name: 'Ann', tracks: true, recording }
    expect(hosted.logged.filter(([name]) => name.startsWith('recording_'))).toEqual([
      ['recording_started', by],
      ['recording_ended', by],
    ])
  })

  it('limit a client to five new recordings per minute', async () => {
    for (let i = 0; i < limits.begunRecordings; i++) {
      await answered(ann, 'record_started', start)
      await answered(ann, 'recorded', { action: 'record_end' })
      hosted.clock.advance(1_000)
    }
    expect(await answered(ann, 'error', start)).toMatchObject({ code: 'too_fast' })
    hosted.clock.advance(60_000)
    await answered(ann, 'record_started', start)
    await recordings.close()
    expect(await answered(ann, 'error', start)).toMatchObject({ code: 'cannot_record' })
  })
})
