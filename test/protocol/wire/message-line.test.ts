import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageLine, withoutSecrets } from '../../../src/protocol/wire/message-line.ts'

describe('the line of a message', () => {
  it('has the form of the original system', () => {
    expect(messageLine('I', 'list', '10.13.252.5', 1749, '{"action":"list"}')).toBe(
      'I/list                : 10.13.252.5 1749 : {"action":"list"}',
    )
    expect(messageLine('O', 'response_sample_rate', '::1', 1, '{}')).toBe('O/response_sample_rate: ::1 1 : {}')
  })

  it('is one line with the sender, for any message and name', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('\n', '\r', '\u001B', '\u009D', ']', '\u2028', '\u202E', 'a', '\t'),
    })
    fc.assert(
      fc.property(hostile, hostile, (name, text) => {
        const line = messageLine('I', name, '10.0.0.1', 7, text)
        expect(line).toMatch(/^I\/.{20}: 10\.0\.0\.1 7 : .*$/)
        expect(line).not.toMatch(/[\p{Cc}\u2028\u202E]/u)
      }),
    )
  })

  it('is truncated when the message is long', () => {
    const line = messageLine('I', 'x'.repeat(100), 'a', 1, 'y'.repeat(5_000))
    expect(line).toBe(`I/${'x'.repeat(20)}: a 1 : ${'y'.repeat(2_000)}...`)
  })
})

describe('a message without its secrets', () => {
  it('keeps all but passwords, at any depth', () => {
    expect(withoutSecrets({ action: 'join', room: 'x', password: 'abc' })).toBe(
      '{"action":"join","room":"x","password":"***"}',
    )
    expect(withoutSecrets({ a: [{ password: { b: 'abc' } }] })).toBe('{"a":[{"password":"***"}]}')
  })

  it('is not shown when it is nested too deeply', () => {
    const depth = 30_000
    const nested = JSON.parse(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)
    expect(withoutSecrets(nested)).toBe('(nested too deeply to show)')
  })
})
