import { describe, expect, it } from 'vitest'
import { tilesOf } from '../../../../src/client/tui/present/picture-tiles.ts'

describe('tiles', () => {
  it('are side by side in a wide region and stacked in a high one', () => {
    const at = (width: number, height: number, count: number) =>
      tilesOf({ x: 10, y: 2, width, height }, count).map(({ caption: { x, y } }) => `${x},${y}`)
    expect(at(160, 24, 2)).toEqual(['10,2', '90,2'])
    expect(at(60, 50, 2)).toEqual(['10,2', '10,27'])
    expect(at(160, 48, 4)).toEqual(['10,2', '90,2', '10,26', '90,26'])
  })

  it('have captions, unless a single one fills the terminal', () => {
    const region = { x: 0, y: 0, width: 80, height: 24 }
    expect(tilesOf(region, 1)[0]).toEqual({
      caption: { x: 0, y: 0, width: 80, height: 1 },
      picture: { x: 0, y: 1, width: 80, height: 23 },
    })
    expect(tilesOf(region, 1, false)[0]!.picture).toEqual(region)
  })

  it('never overlap or leave their region, for any size and number', () => {
    for (const [width, height] of [
      [1, 1],
      [5, 3],
      [37, 11],
      [200, 60],
    ] as const) {
      for (let count = 1; count <= 20; count++) {
        const taken = new Set<string>()
        let cells = 0
        let beyond = 0
        for (const { caption, picture } of tilesOf({ x: 0, y: 0, width, height }, count)) {
          for (const { x, y, width: w, height: h } of [caption, picture]) {
            cells += w * h
            if (w < 0 || h < 0 || x + w > width || y + h > height) beyond++
            for (let cell = 0; cell < w * h; cell++) taken.add(`${x + (cell % w)},${y + Math.floor(cell / w)}`)
          }
        }
        expect([taken.size, beyond]).toEqual([cells, 0])
      }
    }
  })
})
