import { describe, expect, it } from 'vitest'
import { Grid } from '../../src/tui/grid.ts'
import { signsFor } from '../../src/tui/look.ts'
import { line, span } from '../../src/tui/text/span.ts'
import { chooseTheme } from '../../src/tui/theme.ts'

const look = { theme: chooseTheme('dark', 256), signs: signsFor(true), unicode: true }
const row = (grid: Grid, y = 0) => grid.rows[y]!.map(({ text }) => text)

describe('Grid', () => {
  it('clips lines to their region', () => {
    const grid = new Grid(4, 2, look)
    grid.place({ x: 1, y: 0, width: 2, height: 1 }, [line('abc'), line('def')])
    expect(row(grid)).toEqual([' ', 'a', 'b', ' '])
    expect(row(grid, 1)).toEqual([' ', ' ', ' ', ' '])
  })

  it('draws a wide glyph in two cells, and omits it at the edge', () => {
    const grid = new Grid(3, 1, look)
    grid.place({ x: 0, y: 0, width: 3, height: 1 }, [line('日本')])
    expect(row(grid)).toEqual(['日', '', ' '])
  })

  it('clears the other half of a wide glyph that is overwritten', () => {
    const grid = new Grid(6, 1, look)
    grid.place({ x: 0, y: 0, width: 6, height: 1 }, [line('日本語')])
    grid.place({ x: 1, y: 0, width: 2, height: 1 }, [line('xy')])
    expect(row(grid)).toEqual([' ', 'x', 'y', ' ', '語', ''])
  })

  it('draws question marks for glyphs that an ASCII terminal cannot show', () => {
    const grid = new Grid(4, 1, { ...look, unicode: false })
    grid.place({ x: 0, y: 0, width: 4, height: 1 }, [line('é日a')])
    expect(row(grid)).toEqual(['?', '?', '?', 'a'])
  })

  it('maps cells to click actions, without those drawn over', () => {
    const grid = new Grid(4, 1, look)
    const click = { do: 'submit' } as const
    const region = { x: 0, y: 0, width: 4, height: 1 }
    grid.place(region, [{ spans: [span('ab')], click }])
    expect([0, 1, 2, 3].map((x) => grid.clickAt(x, 0))).toEqual([click, click, click, click])
    grid.place({ ...region, width: 2 }, [line('xy')])
    expect([0, 1, 2, 3].map((x) => grid.clickAt(x, 0))).toEqual([null, null, click, click])
  })
})
