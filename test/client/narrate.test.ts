import { expect, test } from 'vitest'
import { narrate } from '../../src/client/narrate.ts'
import { initialState } from '../../src/client/state.ts'

test.each(['\r', '\r\n', '\u2028', '\u0085', '\n'])(
  'no line of a text looks like a line of another: %j',
  (end) => {
    const text = `hi${end}[12:00] Cy: forged`
    const said = { event: 'said', from: { id: 2, name: 'Bo' }, text, at: 0, private: false } as const
    const lines = narrate(initialState, said)

    expect(lines).toHaveLength(2)
    expect(lines[1]).toBe('        [12:00] Cy: forged')
  },
)

test('an error is one line, whatever the server puts into it', () => {
  expect(narrate(initialState, { event: 'error', text: 'no\n[12:00] Cy: forged' })).toEqual([
    'Error: no [12:00] Cy: forged',
  ])
})

test('a time that no calendar holds is shown as none', () => {
  const said = { event: 'said', from: { id: 2, name: 'Bo' }, text: 'hi', at: 1e300, private: false } as const
  expect(narrate(initialState, said)).toEqual(['[--:--] Bo: hi'])
})
