import { describe, expect, it } from 'vitest'
import { pictureComplaint } from '../../src/protocol/picture-complaint.ts'
import { examplePicture } from '../../src/protocol/shapes.ts'

const [rect] = examplePicture.rects

describe('the measures of a picture', () => {
  it('accept the documented bounds, and a rectangle at the edges', () => {
    expect(pictureComplaint(examplePicture)).toBeNull()
    const corner = { ...rect!, x: 639, y: 479, w: 1, h: 1 }
    expect(pictureComplaint({ ...examplePicture, rects: [corner] })).toBeNull()
  })

  it.each([
    ['beyond the right edge', { rects: [{ ...rect!, x: 1 }] }, /outside/],
    ['beyond the lower edge', { rects: [{ ...rect!, y: 1 }] }, /outside/],
    ['of a sum that is short', { bytes: 11_001 }, /11000 bytes, but the payload has 11001/],
    ['of too many pixels', { width: 3_001, height: 3_000 }, /9000000/],
  ])('are refused for %s', (_, fields, complaint) => {
    expect(pictureComplaint({ ...examplePicture, ...fields })).toMatch(complaint)
  })
})
