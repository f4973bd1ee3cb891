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
