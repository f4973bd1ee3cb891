import { beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Recordings } from '../../../src/server/recording/recordings.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { type Guest, Hosted } from '../hosted.ts'

describe('recording permissions', () => {
  let hosted: Hosted
  let recordings: Recordings
  let ann: Guest
  let bo: Guest
  let cy: Guest

  beforeEach(async () => {
    const clock = new ManualClock()
    recordings = await Recordings.open(freshFolder(), { rate: 48_000, frameMs: 20 }, clock, limits)
    hosted = new Hosted(null, {}, { clock, recordings })
    ;[ann, bo, cy] = (await hosted.meet('Ann', 'Bo', 'Cy')) as [Guest, Guest, Guest]
  })

  /** Sends messages and waits for a message with that label; disk access takes a while. */
  async function answered(
    guest: Guest,
    label: string,
    ...messages: object[]
  ): Promise<Record<string, unknown>> {
    const before = guest.messages.length
    await guest.say(...messages)
    for (let turns = 0; turns < 500; turns++) {
      const found = guest.messages.slice(before).find((message) => message.label === label)
      if (found) return found
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    throw new Error(`no ${label}; there are ${JSON.stringify(guest.messages.slice(before))}`)
  }

  const start = { action: 'record_start', tracks: true }

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
    expect(await answered(cy, 'recordings', { action: 'recordings' })).toMatchObject({
      recordings: [{ recording }],
    })
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
    await answered(third, 'record_consent_wanted', {
      action: 'hello',
      name: 'Cy',
      resumable: true,
      resume: second,
    })
    expect(await answered(back, 'recorded', { action: 'record_end' })).toMatchObject({ seconds: 5 })
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
