import { describe, expect, it, onTestFinished } from 'vitest'
import type { MeetingEvent } from '../../../src/protocol/meeting/meeting-events.ts'
import { BreakableLink } from '../../helpers/breakable-link.ts'
import { eventually } from '../../helpers/eventually.ts'
import { meet, serve } from '../../helpers/meetings.ts'

const PATIENCE = 30_000

const textsOf = (events: readonly MeetingEvent[]) =>
  events.flatMap((event) => (event.event === 'said' ? [event.text] : []))

/** Bo in a room with Ann, who is connected over a link that can break. */
async function annAndBo(changed: Parameters<typeof serve>[0] = {}) {
  const { server, port } = await serve(changed)
  const link = await BreakableLink.to(port)
  onTestFinished(() => link.close())
  const bo = await meet(port, 'Bo')
  const ann = await meet(link.port, 'Ann')
  await bo.meeting.rooms.create('standup')
  for (const one of [bo, ann]) await one.meeting.rooms.join('standup')
  return { server, link, ann, bo }
}

describe('what the user types', () => {
  it('is said completely and in order when it is more than the rate of the server, without a disconnect', async () => {
    const { ann, bo } = await annAndBo({ saidBurst: 15, saidPerSecond: 20 })
    const lines = Array.from({ length: 40 }, (_, i) => `line ${i}`)
    for (const line of lines) ann.meeting.chat.say(line)
    expect(ann.meeting.state.unsaid).toHaveLength(40)
    expect(await ann.meeting.chat.settle(PATIENCE)).toBe(true)
    await eventually(() => textsOf(bo.events)).toEqual(lines)
    expect(ann.events.filter(({ event }) => event === 'error' || event === 'lost')).toEqual([])
  }, 60_000)

  it('is said in parts at ends of lines when it is longer than a message may be', async () => {
    const { ann, bo } = await annAndBo()
    const lines = Array.from({ length: 90 }, (_, i) => `${i} ${'x'.repeat(95)}`)
    ann.meeting.chat.say(lines.join('\n'))
    await eventually(() => textsOf(bo.events).length).toBe(3)
    expect(textsOf(bo.events).join('').split('\n')).toEqual(lines)
  })

  it('is said once after a resume when the cut connection swallowed it', async () => {
    const { ann, bo, link } = await annAndBo()
    link.stall()
    ann.meeting.chat.say('hello')
    expect(ann.meeting.state.unsaid).toMatchObject([{ text: 'hello' }])
    link.reset()
    await eventually(() => textsOf(ann.events)).toEqual(['hello'])
    expect(ann.lines).toContain('Not sent yet: hello')
    expect(ann.meeting.state.unsaid).toEqual([])
    await eventually(() => textsOf(bo.events)).toEqual(['hello'])
  })

  it('is said once after a resume when only its confirmation was lost', async () => {
    const { ann, bo, link } = await annAndBo()
    link.stall({ down: true })
    ann.meeting.chat.say('hello')
    await eventually(() => textsOf(bo.events)).toEqual(['hello'])
    expect(ann.meeting.state.unsaid).toHaveLength(1)
    link.reset()
    await eventually(() => ann.meeting.state.unsaid).toEqual([])
    ann.meeting.chat.say('again')
    await eventually(() => textsOf(bo.events)).toEqual(['hello', 'again'])
    await eventually(() => textsOf(ann.events)).toEqual(['hello', 'again'])
  })

  it('is said after the resume when it was typed while disconnected', async () => {
    const { ann, bo, link } = await annAndBo()
    link.admits = false
    link.reset()
    await eventually(() => ann.meeting.state.link.status).toBe('waiting')
    ann.meeting.chat.say('typed meanwhile')
    expect(ann.lines.at(-1)).toBe('Not connected: this is sent when the connection is back.')
    link.admits = true
    ann.meeting.retryNow()
    await eventually(() => textsOf(bo.events)).toEqual(['typed meanwhile'])
  })

  it('is never said in another room than the one it was typed in', async () => {
    const { ann, bo, link } = await annAndBo()
    await bo.meeting.rooms.create('other')
    link.stall()
    ann.meeting.chat.say('for standup')
    link.reset()
    await eventually(() => ann.meeting.state.link.status).not.toBe('connected')
    await eventually(() => ann.meeting.state.link.status).toBe('connected')
    await eventually(() => ann.meeting.state.unsaid).toEqual([])
    ann.meeting.chat.say('one more')
    await ann.meeting.rooms.join('other')
    await eventually(() => ann.meeting.state.unsaid).toEqual([])
    await eventually(() => textsOf(bo.events).filter((text) => text === 'for standup').length).toBe(1)
  })

  it('is reported as not said when the session could not be resumed', async () => {
    const { ann, server, link } = await annAndBo()
    link.stall()
    ann.meeting.chat.say('sent')
    ann.meeting.chat.say('waiting')
    for (const session of server.context.sessions) if (session.participant.name === 'Ann') session.expel()
    link.reset()
    await eventually(() => textsOf(ann.events)).toEqual(['waiting'])
    expect(ann.lines.filter((line) => line.startsWith('Error: Not sent'))).toEqual([
      'Error: Not sent, because the connection was lost before the server confirmed it: sent',
    ])
  })
})
