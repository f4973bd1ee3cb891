import { describe, expect, it } from 'vitest'
import { PictureAssembler, type PicturePiece } from '../../src/screen/assembler.ts'

const JPEG = Buffer.from('abcdef')

function part(seq: number, fields: Partial<PicturePiece> = {}): PicturePiece {
  const rects = [
    { x: 0, y: 0, w: 4, h: 2, bytes: 2 },
    { x: 4, y: 0, w: 4, h: 2, bytes: 4 },
  ]
  return { seq, width: 8, height: 2, keyframe: false, rects, ...fields }
}
const keyframe = { keyframe: true }
const more = { more: true }

/** The keyframes (k) and deltas (d) that were completed, with their number of rectangles. */
function whole(...parts: PicturePiece[]): string {
  const assembler = new PictureAssembler()
  return parts
    .map((one) => assembler.take(one, JPEG))
    .map((picture) => (picture ? `${picture.keyframe ? 'k' : 'd'}${picture.rects.length}` : '-'))
    .join(' ')
}

describe('PictureAssembler', () => {
  it('returns the complete picture with each JPEG separate', () => {
    const assembler = new PictureAssembler()
    expect(assembler.wantsKeyframe).toBe(true)
    const picture = assembler.take(part(1, keyframe), JPEG)
    expect(picture?.rects.map(({ jpeg }) => Buffer.from(jpeg).toString())).toEqual(['ab', 'cdef'])
    expect(assembler.wantsKeyframe).toBe(false)
    expect(whole(part(1, { ...keyframe, ...more }), part(1, keyframe), part(2, more), part(2))).toBe('- k4 - d4')
  })

  it('copies the payload, which is valid only during the call', () => {
    const payload = Buffer.from(JPEG)
    const picture = new PictureAssembler().take(part(1, keyframe), payload)
    payload.fill(0)
    expect(Buffer.from(picture!.rects[0]!.jpeg).toString()).toBe('ab')
  })

  it.each([
    ['a delta before any keyframe', [part(1), part(2, keyframe), part(3)], '- k2 d2'],
    ['an incomplete delta', [part(1, keyframe), part(2, more), part(3), part(4, keyframe)], 'k2 - - k2'],
    ['an incomplete keyframe', [part(1, { ...keyframe, ...more }), part(2), part(3, keyframe)], '- - k2'],
    ['a delta of another size', [part(1, keyframe), part(2, { width: 9 }), part(3), part(4, keyframe)], 'k2 - - k2'],
    [
      'parts with contradictory fields',
      [part(1, { ...keyframe, ...more }), part(1), part(2), part(3, keyframe)],
      '- - - k2',
    ],
  ])('skips pictures after %s until the next keyframe', (_, parts, expected) => {
    expect(whole(...parts)).toBe(expected)
  })

  it('drops a picture whose rectangles cover it several times, or that exceeds 8 MiB', () => {
    const assembler = new PictureAssembler()
    const endless = { ...keyframe, ...more }
    for (let i = 0; i < 3; i++) assembler.take(part(1, endless), JPEG)
    expect(assembler.wantsKeyframe).toBe(true)
    const large = { ...endless, width: 4_000, height: 2_000 }
    for (let i = 0; i < 9; i++) assembler.take(part(2, large), Buffer.alloc(2 ** 20))
    expect(assembler.wantsKeyframe).toBe(true)
  })
})
