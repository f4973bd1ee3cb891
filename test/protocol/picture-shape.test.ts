import { describe, expect, it } from 'vitest'
import { ok } from '../../src/lib/result.ts'
import { checkPicture } from '../../src/protocol/picture-shape.ts'
import { examplePicture } from '../../src/protocol/shapes.ts'

const [rect] = examplePicture.rects

describe('the measures of a picture', () => {
  it('accept the documented bounds, and a rectangle at the edges', () => {
    expect(checkPicture(examplePicture)).toEqual(ok(undefined))
    const corner = { ...rect!, x: 639, y: 479, w: 1, h: 1 }
    expect(checkPicture({ ...examplePicture, rects: [corner] })).toEqual(ok(undefined))
  })

  it.each([
    ['beyond the right edge', { rects: [{ ...rect!, x: 1 }] }, /outside/],
    ['beyond the lower edge', { rects: [{ ...rect!, y: 1 }] }, /outside/],
    ['of a sum that is short', { bytes: 11_001 }, /11000 bytes, but the payload has 11001/],
    ['of too many pixels', { width: 3_001, height: 3_000 }, /9000000/],
  ])('are refused for %s', (_, fields, complaint) => {
    const refusal = expect.stringMatching(complaint)
    expect(checkPicture({ ...examplePicture, ...fields })).toEqual({ ok: false, refusal })
  })
})
