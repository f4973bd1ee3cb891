import { expect, it } from 'vitest'
import { findingLines } from '../../fuzz/report.ts'

it('prints a finding on two short lines of ASCII, however long its message and input are', () => {
  const wrong = `an exception: SyntaxError: Invalid regular expression: /${'é'.repeat(70_000)}/\n    at mentions`
  const [message, input, ...more] = findingLines('client', 7, { wrong, input: Buffer.alloc(70_000, 0xe9) })
  expect(more).toEqual([])
  expect(message!.length).toBeLessThan(400)
  expect(message).toContain('--target client --seed 7')
  expect(input!.length).toBeLessThanOrEqual(2_000)
  expect(input).toContain('70000 bytes')
  expect(message! + input!).toMatch(/^[ -~]+$/)
})

it('prints an input as a test case that can be pasted', () => {
  const input = Buffer.from('{"label":"said"}\n\x1e\xff', 'latin1')
  const [, line] = findingLines('client', 7, { wrong: 'bad', input })
  const text = line!.slice(line!.indexOf('"'))
  expect(Buffer.from(JSON.parse(text), 'latin1')).toEqual(input)
})
