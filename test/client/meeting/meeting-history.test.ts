import { describe, expect, it, onTestFinished } from 'vitest'
import type { MeetingEvent } from '../../../src/protocol/meeting/meeting-events.ts'
import { BreakableLink } from '../../helpers/breakable-link.ts'
import { eventually } from '../../helpers/eventually.ts'
import { meet, serve } from '../../helpers/meetings.ts'

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `text ${from + i}`)

/** The pages of the past that a client received. */
const pagesOf = (events: readonly MeetingEvent[]) =>
  events.flatMap((event) => (event.event === 'history' ? [event.said.map(({ text }) => text)] : []))

const fast = { saidBurst: 1_000, toldBurst: 1024 * 1024 }

async function annSays(texts: readonly string[]) {
  const { server, port } = await serve(fast)
  const ann = await meet(port, 'Ann')
  await ann.meeting.rooms.create('standup')
  await ann.meeting.rooms.join('standup')
  for (const text of texts) ann.meeting.chat.say(text)
  expect(await ann.meeting.chat.settle(30_000)).toBe(true)
  return { ann, server, port }
}

describe('a latecomer', () => {
  it('is shown the last 50 messages, and the pages before on request', async () => {
    const { port } = await annSays(numbers(1, 160))
    const bo = await meet(port, 'Bo')
    await bo.meeting.rooms.join('standup')
    await eventually(() => pagesOf(bo.events)).toEqual([numbers(111, 160)])
    expect(bo.meeting.state.olderTexts).toBe(true)
    expect(bo.lines.find((line) => line.endsWith('text 160'))).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d\] Ann: text 160$/)
    expect(bo.lines).toContain('/history shows older messages.')
    for (const found of [true, true, false]) expect(await bo.meeting.history.older()).toBe(found)
    expect(pagesOf(bo.events).slice(1)).toEqual([numbers(11, 110), numbers(1, 10), []])
    expect(bo.meeting.state.olderTexts).toBe(false)
  }, 30_000)

  it('sees no message twice that is said while they join, or that they know already', async () => {
    const { port, ann } = await annSays(['one'])
    const bo = await meet(port, 'Bo')
    await bo.meeting.rooms.join('standup')
    ann.meeting.chat.say('two')
    await eventually(() => bo.events.filter(({ event }) => event === 'said').length).toBe(1)
    await eventually(() => pagesOf(bo.events)).toEqual([['one']])
    await bo.meeting.rooms.leave()
    ann.meeting.chat.say('three')
    await ann.meeting.chat.settle(30_000)
    await bo.meeting.rooms.join('standup')
    await eventually(() => pagesOf(bo.events)).toEqual([['one'], ['three']])
  })

  it('is shown what was said while their session was over', async () => {
    const { port, ann, server } = await annSays([])
    const link = await BreakableLink.to(port)
    onTestFinished(() => link.close())
    const bo = await meet(link.port, 'Bo')
    await bo.meeting.rooms.join('standup')
    link.admits = false
    for (const session of server.context.sessions) if (session.participant.name === 'Bo') session.expel()
    await eventually(() => bo.meeting.state.link.status).not.toBe('connected')
    ann.meeting.chat.say('missed')
    await ann.meeting.chat.settle(30_000)
    link.admits = true
    bo.meeting.retryNow()
    await eventually(() => pagesOf(bo.events).flat()).toEqual(['missed'])
  }, 30_000)

  it('is told who deleted what was said', async () => {
    const { port, ann } = await annSays(['one'])
    const bo = await meet(port, 'Bo')
    await bo.meeting.rooms.join('standup')
    await ann.meeting.moderation.deleteHistory()
    await eventually(() => bo.lines).toContain('Ann deleted what was said in this room.')
    const cy = await meet(port, 'Cy')
    await cy.meeting.rooms.join('standup')
    ann.meeting.chat.say('two')
    await eventually(() => cy.events.some(({ event }) => event === 'said')).toBe(true)
    expect(pagesOf(cy.events)).toEqual([])
  })
})
