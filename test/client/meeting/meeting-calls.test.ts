import { describe, expect, it } from 'vitest'
import { eventually } from '../../helpers/eventually.ts'
import { meet, serve } from '../../helpers/meetings.ts'

describe('a call between two meetings', () => {
  it('rings, connects with open microphones, and brings the callee back to the room, muted as before', async () => {
    const { port, server } = await serve()
    const ann = await meet(port, 'Ann')
    const bo = await meet(port, 'Bo')
    await bo.meeting.rooms.create('standup')
    await bo.meeting.rooms.join('standup')
    await bo.meeting.self.setMuted(true)
    const [person] = await ann.meeting.calls.find()
    expect(person).toMatchObject({ name: 'Bo', room: 'standup' })
    expect(await ann.meeting.calls.place(person!)).toMatchObject({ ok: true })
    await eventually(() => bo.meeting.state.calls.ringing.length).toBe(1)
    expect(bo.lines).toContain('Ann calls you: /answer, /decline or /decline TEXT.')
    await bo.meeting.calls.answer(bo.meeting.state.calls.ringing[0]!.call, true)
    await eventually(() => [ann, bo].map(({ meeting }) => meeting.state.users.length)).toEqual([2, 2])
    await eventually(() => bo.meeting.state.muted).toBe(false)
    expect(bo.meeting.rooms.present).toBe(true)
    expect(ann.lines).toContain('Call with Bo. /hangup ends it.')
    expect(ann.meeting.calls.end()).toBe(true)
    await eventually(() => bo.meeting.state.room).toBe('standup')
    await eventually(() => bo.meeting.state.muted).toBe(true)
    expect([ann.meeting.state.room, ann.meeting.rooms.present]).toEqual([null, false])
    expect(bo.lines).toContain('The call ended after 0:00.')
    expect(server.context.rooms.all().map(({ name }) => name)).toEqual(['standup'])
  })

  it('does not come back with a session that could not be resumed, and the room before does', async () => {
    const { port, server } = await serve()
    const ann = await meet(port, 'Ann')
    const bo = await meet(port, 'Bo')
    await ann.meeting.rooms.create('standup')
    await ann.meeting.rooms.join('standup')
    const [person] = await ann.meeting.calls.find()
    await ann.meeting.calls.place(person!)
    await eventually(() => bo.meeting.state.calls.ringing.length).toBe(1)
    await bo.meeting.calls.answer(bo.meeting.state.calls.ringing[0]!.call, true)
    await eventually(() => ann.meeting.state.users.length).toBe(2)
    for (const session of server.context.sessions) if (session.participant.name === 'Ann') session.expel()
    await eventually(() => ann.meeting.state.room).toBe('standup')
    expect(ann.meeting.state.calls.current).toBeNull()
    await eventually(() => bo.meeting.state.room).toBeNull()
    expect(server.context.rooms.all().map(({ name }) => name)).toEqual(['standup'])
  }, 30_000)

  it('is declined with a text, and not rung at all by somebody who is blocked', async () => {
    const { port } = await serve()
    const ann = await meet(port, 'Ann')
    const bo = await meet(port, 'Bo')
    const [person] = await ann.meeting.calls.find()
    await ann.meeting.calls.place(person!)
    await eventually(() => bo.meeting.state.calls.ringing.length).toBe(1)
    await bo.meeting.calls.answer(bo.meeting.state.calls.ringing[0]!.call, false, { text: 'in a minute' })
    await eventually(() => ann.lines).toContain('Bo declined: in a minute')
    await bo.meeting.calls.block('Ann', true)
    expect(bo.lines.at(-1)).toBe('You block Ann; they cannot ring you. /unblock NAME lifts it.')
    expect(await ann.meeting.calls.place(person!)).toEqual({
      ...{ ok: false, refusal: 'do not disturb' },
    })
  })
})
