import { describe, expect, it } from 'vitest'
import { answersIn } from '../../../src/tui/terminal/probe.ts'

const DA1 = '\u001B[?62;4;22c'
const CELL = '\u001B[6;20;10t'

describe('the replies of a terminal', () => {
  it.each([
    ['only device attributes', '\u001B[?1;2c', { light: null, kitty: false, sixel: false, cell: null }],
    ['sixel support and the cell size', CELL + DA1, { sixel: true, cell: { width: 10, height: 20 } }],
    ['kitty graphics', `\u001B_Gi=31;OK\u001B\\${DA1}`, { kitty: true }],
    ['no kitty graphics', `\u001B_Gi=31;EINVAL:no\u001B\\${DA1}`, { kitty: false }],
    ['terminal class 4, which is not the sixel attribute', '\u001B[?4;22c', { sixel: false }],
    ['a light background', `\u001B]11;rgb:ffff/ffff/eeee\u0007${DA1}`, { light: true }],
    ['the window size', `\u001B[?2;0;640;408S${DA1}`, { cell: { width: 8, height: 17 } }],
    ['the cell and window sizes', `${CELL}\u001B[?2;0;640;408S${DA1}`, { cell: { width: 10, height: 20 } }],
    ['no graphics', `\u001B[?2;3S${DA1}`, { cell: null }],
    ['a cell size of zero', `\u001B[6;0;0t${DA1}`, { cell: null }],
    ['an implausibly large cell size', `\u001B[6;2000;1000t${DA1}`, { cell: null }],
  ])('can report %s', (_, replies, expected) => {
    expect(answersIn(replies, { columns: 80, rows: 24 })).toMatchObject(expected)
  })
})
