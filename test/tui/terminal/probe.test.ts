import { describe, expect, it } from 'vitest'
import { answersIn } from '../../../src/tui/terminal/probe.ts'

const DA1 = '\u001B[?62;4;22c'
const CELL = '\u001B[6;20;10t'

describe('what a terminal says of itself', () => {
  it.each([
    ['nothing but what it is', '\u001B[?1;2c', { light: null, kitty: false, sixel: false, cell: null }],
    ['sixels and the size of a cell', CELL + DA1, { sixel: true, cell: { width: 10, height: 20 } }],
    ["kitty's pictures", `\u001B_Gi=31;OK\u001B\\${DA1}`, { kitty: true }],
    ["that it cannot show kitty's", `\u001B_Gi=31;EINVAL:no\u001B\\${DA1}`, { kitty: false }],
    ['a class of 4, which is no sixel', '\u001B[?4;22c', { sixel: false }],
    ['a light background', `\u001B]11;rgb:ffff/ffff/eeee\u0007${DA1}`, { light: true }],
    ['how large all of it is', `\u001B[?2;0;640;408S${DA1}`, { cell: { width: 8, height: 17 } }],
    ['both', `${CELL}\u001B[?2;0;640;408S${DA1}`, { cell: { width: 10, height: 20 } }],
    ['that it has no graphics', `\u001B[?2;3S${DA1}`, { cell: null }],
    ['cells of no size', `\u001B[6;0;0t${DA1}`, { cell: null }],
    ['cells as large as a screen', `\u001B[6;2000;1000t${DA1}`, { cell: null }],
  ])('may be %s', (_, heard, expected) => {
    expect(answersIn(heard, { columns: 80, rows: 24 })).toMatchObject(expected)
  })
})
