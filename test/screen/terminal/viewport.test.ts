import { describe, expect, it } from 'vitest'
import { scaled, type View, viewportOf, WHOLE } from '../../../src/screen/terminal/viewport.ts'

const HD = { width: 1920, height: 1080 }
const AREA = { width: 200, height: 110 }

describe('viewportOf', () => {
  it('shows the whole picture as large as it fits with the base fit', () => {
    const { crop, shown } = viewportOf(HD, AREA, WHOLE)
    expect(crop).toEqual({ left: 0, top: 0, ...HD })
    expect(shown).toEqual({ width: 196, height: 110 })
  })

  it('shows a smaller part around the centre when zoomed, without leaving the picture', () => {
    const view: View = { ...WHOLE, zoom: 4, x: 0.5, y: 0 }
    const { crop, shown } = viewportOf(HD, AREA, view)
    expect(shown).toEqual(AREA)
    expect(crop).toMatchObject({ left: 715, top: 0, width: 491, height: 270 })
    expect(viewportOf(HD, AREA, { ...view, x: 1, y: 1 }).crop).toMatchObject({ left: 1920 - 491, top: 1080 - 270 })
  })

  it('shows pixels one to one with the base actual, but never smaller than fit', () => {
    expect(viewportOf(HD, AREA, { ...WHOLE, base: 'actual' }).crop).toMatchObject({ width: 200, height: 110 })
    expect(viewportOf({ width: 20, height: 10 }, AREA, { ...WHOLE, base: 'actual' }).shown.width).toBe(200)
  })

  it('stays within the picture and the area for any sizes', () => {
    for (const picture of [{ width: 1, height: 1 }, { width: 4096, height: 1 }, { width: 1, height: 4096 }, HD]) {
      for (const area of [{ width: 1, height: 2 }, AREA]) {
        for (const zoom of [1, 3.7, 64]) {
          const { crop, shown } = viewportOf(picture, area, { base: 'fit', zoom, x: 0.99, y: 0.01 })
          expect(crop.left + crop.width).toBeLessThanOrEqual(picture.width)
          expect(crop.top + crop.height).toBeLessThanOrEqual(picture.height)
          expect(Math.min(crop.width, crop.height, shown.width, shown.height)).toBeGreaterThan(0)
          expect(shown.width).toBeLessThanOrEqual(area.width)
          expect(shown.height).toBeLessThanOrEqual(area.height)
        }
      }
    }
  })

  it('is used by scaled to centre the picture on black', async () => {
    const picture = { width: 4, height: 4, rgb: Buffer.alloc(48, 255) }
    const { rgb } = await scaled(picture, WHOLE, { width: 8, height: 4 })
    const row = Array.from({ length: 8 }, (_, x) => rgb[3 * x]! > 128)
    expect(row).toEqual([false, false, true, true, true, true, false, false])
  })
})
