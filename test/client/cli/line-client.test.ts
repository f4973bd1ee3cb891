import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { LineClient } from '../../../src/client/cli/line-client.ts'
import type { DeviceMemory } from '../../../src/client/meeting/device-memory.ts'
import type { TextOutput } from '../../../src/lib/output.ts'
import { eventually } from '../../helpers/eventually.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { meet, serve } from '../../helpers/meetings.ts'

describe('the plain client', () => {
  it('is away after ten minutes without a line, and available with the next', async () => {
    const { port } = await serve()
    const { meeting } = await meet(port, 'Ann')
    const clock = new ManualClock()
    const output = { text: () => {}, json: () => {} } as unknown as TextOutput
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
