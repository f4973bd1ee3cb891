import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../../src/protocol/errors.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'
import { JsonLog } from '../../../src/server/log/log-formats.ts'
import { ConnectionLog } from '../../../src/server/net/connection-log.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const HOSTILE = 'x\n{"event":"joined"}\r\u2028\u2029\u0085\u001B[2J\u009B2J\u202E'

function jsonLog(detailed = true) {
  const lines: string[] = []
  const log = new JsonLog((line) => lines.push(line), new ManualClock(), detailed)
  const connection = new ConnectionLog('10.13.252.5', 1749, log)
  const events = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  return { lines, log, connection, events }
}

describe('JsonLog', () => {
  it('writes one object per event with the time of the clock, a level and its fields', () => {
    const { log, events } = jsonLog()
    log.write('refused', { address: '10.0.0.1', reason: 'full', message: 'The server is full' })
    expect(events()).toEqual([
      {
        ...{ level: 'info', time: '2023-11-14T22:13:21.000Z', event: 'connected' },
        ...{ address: '10.13.252.5', port: 1749 },
      },
      {
        ...{ level: 'info', time: '2023-11-14T22:13:21.000Z', event: 'refused' },
        ...{ address: '10.0.0.1', reason: 'full', message: 'The server is full' },
      },
    ])
  })

  it('writes one line per event, whatever the names in it contain, and keeps them intact', () => {
    const { lines, connection, events } = jsonLog()
    connection.happened('joined', { user: 1, name: HOSTILE, room: HOSTILE })
    connection.received('say', { action: 'say', text: HOSTILE }, null)
    connection.refused(new ProtocolError('unknown_action'), { action: HOSTILE, [HOSTILE]: HOSTILE })
    connection.sentEncoded('said', encode({ label: 'said', text: HOSTILE }))
    connection.failed(new Error(HOSTILE))
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u2028-\u202E]/u)
    expect(events().map(({ event }) => event)).toEqual([
      ...['connected', 'joined', 'received', 'received', 'sent', 'client_failed'],
    ])
    expect(events()[1]).toMatchObject({ name: HOSTILE, room: HOSTILE })
  })

  it('leaves out passwords and truncates long messages', () => {
    const { lines, connection } = jsonLog()
    connection.received('join', { action: 'join', room: 'x', password: 'hunter2' }, null)
    connection.sent('hello', { label: 'hello', resume: 'token' })
    connection.received('say', { action: 'say', text: 'x'.repeat(60_000) }, null)
    expect(lines.join('\n')).not.toMatch(/hunter2|token/)
    for (const line of lines) expect(line.length).toBeLessThan(3_000)
  })

  it('leaves out messages by default, but logs what users did and what failed', () => {
    const { connection, events } = jsonLog(false)
    connection.received('voice', { action: 'voice' }, Buffer.alloc(10))
    connection.received('list', { action: 'list' }, null)
    connection.sent('list_rooms', { label: 'list_rooms' })
    connection.refused(new ProtocolError('too_slow'), null)
    connection.failed(new Error('our mistake'))
    connection.ended()
    expect(events()).toMatchObject([
      { event: 'connected' },
      { event: 'closed', code: 'too_slow' },
      { event: 'client_failed', level: 'error', message: expect.stringContaining('our mistake') },
      { event: 'ended' },
    ])
  })
})
