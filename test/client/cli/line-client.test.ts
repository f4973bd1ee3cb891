import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { LineClient } from '../../../src/client/cli/line-client.ts'
import type { DeviceMemory } from '../../../src/client/meeting/device-memory.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import type { TextOutput } from '../../../src/lib/output.ts'
import { eventually } from '../../helpers/eventually.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { meet, serve } from '../../helpers/meetings.ts'

const output = { text: () => {}, json: () => {} } as unknown as TextOutput

describe('the plain client', () => {
  it('says all of 40 piped lines, and is left once they are said', async () => {
    const { port } = await serve({ saidBurst: 15, saidPerSecond: 20 })
    const ann = await meet(port, 'Ann')
    const bo = await meet(port, 'Bo')
    await ann.meeting.rooms.create('standup')
    for (const { meeting } of [ann, bo]) await meeting.rooms.join('standup')
    const devices = {} as DeviceMemory
    const plain = new LineClient({
      ...{ output, json: false, devices, askSecret: null, clock: systemClock, awayAfter: 0 },
    })
    const input = new PassThrough()
    const lines = Array.from({ length: 40 }, (_, i) => `line ${i}`)
    const ended = new Promise<boolean>((resolve) => plain.listen(input, ann.meeting, () => {}, resolve))
    input.end(`${lines.join('\n')}\n`)
    expect(await ended).toBe(true)
    await eventually(() => bo.events.flatMap((event) => (event.event === 'said' ? [event.text] : []))).toEqual(lines)
  }, 60_000)

  it('is left with the news that lines are not said when the server is gone', async () => {
    const { port, server } = await serve()
    const { meeting } = await meet(port, 'Ann')
    await meeting.rooms.create('standup')
    await meeting.rooms.join('standup')
    const plain = new LineClient({
      ...{ output, json: false, devices: {} as DeviceMemory, askSecret: null, clock: systemClock, awayAfter: 0 },
    })
    await server.close()
    await eventually(() => meeting.state.link.status).not.toBe('connected')
    const input = new PassThrough()
    const ended = new Promise<boolean>((resolve) => plain.listen(input, meeting, () => {}, resolve))
    input.end('hello\n')
    expect(await ended).toBe(false)
  })

  it('is away after ten minutes without a line, and available with the next', async () => {
    const { port } = await serve()
    const { meeting } = await meet(port, 'Ann')
    const clock = new ManualClock()
    const devices = {} as DeviceMemory
    const plain = new LineClient({ ...{ output, json: true, devices, askSecret: null, clock, awayAfter: 10 } })
    onTestFinished(() => plain.close())
    const input = new PassThrough()
    plain.listen(
      input,
      meeting,
      () => {},
      () => {},
    )
    plain.follow(meeting)
    clock.advance(599_000)
    expect(meeting.state.presence.presence).toBe('available')
    clock.advance(2_000)
    await eventually(() => meeting.state.presence.presence).toBe('away')
    input.write('/status\n')
    await eventually(() => meeting.state.presence.presence).toBe('available')
  })
})
