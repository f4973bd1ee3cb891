import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../../src/protocol/errors.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'
import { TextLog } from '../../../src/server/log/log-formats.ts'
import { ConnectionLog } from '../../../src/server/net/connection-log.ts'

function log() {
  const lines: string[] = []
  return {
    lines,
    log: new ConnectionLog(
      '10.13.252.5',
      1749,
      new TextLog(
        (line) => lines.push(line),
        () => {},
      ),
    ),
  }
}

describe('ConnectionLog', () => {
  it('starts and ends with the address, and logs messages in the format of the original system', () => {
    const { lines, log: one } = log()
    one.received('list', { action: 'list' }, null)
    one.sent('list_rooms', { label: 'list_rooms', rooms: [] })
    one.sentEncoded('terminate', encode({ label: 'terminate' }))
    one.ended()
    expect(lines).toEqual([
      'Accepted request from: 10.13.252.5 port 1749',
      'I/list                : 10.13.252.5 1749 : {"action":"list"}',
      'O/list_rooms          : 10.13.252.5 1749 : {"label":"list_rooms","rooms":[]}',
      'O/terminate           : 10.13.252.5 1749 : {"label":"terminate"}',
      'Ended request from: 10.13.252.5 port 1749',
    ])
  })

  it('counts voice and acknowledgements and sums them up at the end', () => {
    const { lines, log: one } = log()
    for (let i = 0; i < 3; i++) one.received('voice', { action: 'voice', bytes: 1920 }, Buffer.alloc(1920))
    one.received('ack', { action: 'ack', received: 1 }, null)
    expect(lines).toHaveLength(1)
    one.ended()
    expect(lines.slice(1, 3)).toEqual([
      'I/voice               : 10.13.252.5 1749 : 3 messages, 5760 bytes of payload',
      'I/ack                 : 10.13.252.5 1749 : 1 messages, 0 bytes of payload',
    ])
  })

  it('leaves out passwords, also of refused messages', () => {
    const { lines, log: one } = log()
    one.received('join', { action: 'join', room: 'x', password: 'hunter2' }, null)
    one.refused(new ProtocolError('bad_message'), { action: 'create', password: ['hunter2'] })
    expect(lines.join('\n')).not.toContain('hunter2')
    expect(lines[1]).toContain('"password":"***"')
  })

  it('logs a refused message as far as it could be parsed', () => {
    const { lines, log: one } = log()
    one.refused(new ProtocolError('unknown_action'), { action: 'dance' })
    one.refused(new ProtocolError('bad_message'), { action: 7 })
    one.refused(new ProtocolError('bad_message', 'The line is not JSON'), null)
    expect(lines.slice(1)).toEqual([
      'I/dance               : 10.13.252.5 1749 : {"action":"dance"}',
      'I/?                   : 10.13.252.5 1749 : {"action":7}',
      'I/?                   : 10.13.252.5 1749 : (The line is not JSON)',
    ])
  })

  it('writes one line per message, whatever the names in it contain', () => {
    const { lines, log: one } = log()
    const hostile = 'x\nI/list : 1.2.3.4 1 : forged\u001B[2J\u202E\u2028'
    one.refused(new ProtocolError('unknown_action'), { action: hostile, [hostile]: hostile })
    one.received('say', { action: 'say', text: hostile }, null)
    one.sentEncoded('said', encode({ label: 'said', text: hostile }))
    expect(lines).toHaveLength(4)
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u2028\u202E]/u)
    for (const line of lines.slice(1)) expect(line).toMatch(/^[IO]\/.{20}: 10\.13\.252\.5 1749 : /)
  })

  it('truncates long messages', () => {
    const { lines, log: one } = log()
    one.received('say', { action: 'say', text: 'x'.repeat(60_000) }, null)
    one.sentEncoded('said', encode({ label: 'said', text: '世'.repeat(60_000) }))
    for (const line of lines) expect(line.length).toBeLessThan(2_100)
  })
})

describe('a log without -l', () => {
  it('writes only internal errors, to standard error, on one line', () => {
    const written: string[] = []
    const one = new ConnectionLog('10.13.252.5', 1749, new TextLog(null, (line) => written.push(line)))
    one.received('list', { action: 'list' }, null)
    one.sent('list_rooms', {})
    one.refused(new ProtocolError('unknown_action'), null)
    one.failed(new TypeError('our mistake'))
    one.ended()
    expect(written).toHaveLength(1)
    expect(written[0]).toMatch(/^Internal error for: 10\.13\.252\.5 port 1749 : TypeError: our mistake .*$/)
  })
})
