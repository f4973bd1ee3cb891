import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeltaEncoder } from '../../src/screen/delta-encoder.ts'
import { MAX_PIECE_BYTES } from '../../src/screen/pieces.ts'
import { SyntheticScreen } from '../../src/screen/synthetic.ts'
import { Canvas, paint, plainPicture } from '../helpers/canvas.ts'

const DELTA = { quality: 75, keyframe: false, refine: false }
/** Tolerated error of a 16 x 16 block, of 255: JPEG chroma at half resolution bleeds at edges. */
const LOSSY = 40

const strokes = fc.array(
  fc.record({
    x: fc.nat(499),
    y: fc.nat(349),
    w: fc.integer({ min: 1, max: 200 }),
    h: fc.integer({ min: 1, max: 200 }),
    colour: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
  }),
  { maxLength: 3 },
)

describe('DeltaEncoder', () => {
  it('encodes every change of any sequence of pictures', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(strokes, { minLength: 1, maxLength: 5 }), async (pictures) => {
        const encoder = new DeltaEncoder()
        const canvas = new Canvas()
        const picture = plainPicture(500, 350)
        for (const changes of [[], ...pictures]) {
          for (const { x, y, w, h, colour } of changes) paint(picture, x, y, w, h, colour)
          const told = await encoder.encode(picture, DELTA)
          if (told) await canvas.draw(told)
        }
        expect(canvas.worst(picture)).toBeLessThan(LOSSY)
      }),
      { numRuns: 25 },
    )
  })

  it('returns null when nothing changes, and few bytes for a small change', async () => {
    const encoder = new DeltaEncoder()
    const picture = plainPicture(800, 600)
    expect((await encoder.encode(picture, DELTA))?.keyframe).toBe(true)
    expect(await encoder.encode(picture, DELTA)).toBeNull()
    paint(picture, 400, 300, 5, 5, [0, 0, 0])
    const told = await encoder.encode(picture, DELTA)
    expect(told).toMatchObject({ keyframe: false, rects: [{ x: 400, y: 288, w: 16 }] })
    expect(await encoder.encode(picture, DELTA)).toBeNull()
  })

  it('encodes a keyframe on request, and when the size changes', async () => {
    const encoder = new DeltaEncoder()
    const canvas = new Canvas()
    const picture = await new SyntheticScreen('idle', 640, 480).next()
    await encoder.encode(picture, DELTA)
    for (const [one, keyframe] of [
      [picture, true],
      [plainPicture(300, 500), false],
    ] as const) {
      const told = await encoder.encode(one, { ...DELTA, keyframe })
      expect(told?.keyframe).toBe(true)
      await canvas.draw(told!)
      expect(canvas.worst(one)).toBeLessThan(LOSSY)
    }
  })

  it('keeps each rectangle below the maximum piece, even for noise', async () => {
    const picture = plainPicture(640, 360)
    for (let i = 0; i < picture.rgb.length; i++) picture.rgb[i] = (Math.imul(i, 2654435761) >>> 20) & 255
    const told = await new DeltaEncoder().encode(picture, { ...DELTA, quality: 90 })
    expect(told!.rects.length).toBeGreaterThan(10)
    for (const { jpeg } of told!.rects) expect(jpeg.length).toBeLessThanOrEqual(MAX_PIECE_BYTES)
    const canvas = new Canvas()
    await canvas.draw(told!)
    expect(canvas.picture).toMatchObject({ width: 640, height: 360 })
  })

  it('refines areas that stop changing once, then returns null', async () => {
    const encoder = new DeltaEncoder()
    const canvas = new Canvas()
    const picture = await new SyntheticScreen('idle', 640, 480).next()
    await canvas.draw((await encoder.encode(picture, DELTA))!)
    const rough = canvas.error(picture)
    let told = 0
    for (let i = 0; i < 40; i++) {
      const refined = await encoder.encode(picture, { ...DELTA, refine: true })
      if (refined) await canvas.draw(refined)
      if (refined) told = i
    }
    expect(canvas.error(picture)).toBeLessThan(0.7 * rough)
    expect(told).toBeLessThan(20)
  })
})
