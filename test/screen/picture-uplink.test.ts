import { describe, expect, it } from 'vitest'
import { PictureUplink } from '../../src/screen/picture-uplink.ts'
import type { Piece } from '../../src/screen/pieces.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

function piece(seq: number, more: boolean): Piece {
  const fields = { seq, width: 1, height: 1, keyframe: true, rects: [], bytes: 9, ...(more ? { more } : {}) }
  return { fields: fields as Piece['fields'], payload: Buffer.alloc(9) }
}

describe('PictureUplink', () => {
  it('waits for room, keeps the order, and reports how long a picture took', () => {
    const clock = new ManualClock()
    let room = 2
    const sent: string[] = []
    const through: number[] = []
    const uplink = new PictureUplink(
      clock,
      { sendPicture: () => room-- > 0 },
      ({ fields }) => sent.push(`${fields.seq}${fields.more ? '+' : ''}`),
      (ms) => through.push(ms),
    )
    for (const more of [true, true, true, false]) uplink.push(piece(0, more))
    expect([sent, through]).toEqual([['0+', '0+'], []])
    clock.advance(70)
    room = 1
    uplink.roomForPictures()
    expect(sent.length).toBe(3)
    clock.advance(30)
    room = 5
    uplink.roomForPictures()
    expect([sent, through]).toEqual([['0+', '0+', '0+', '0'], [100]])
    clock.advance(500)
    uplink.push(piece(1, false))
    expect([sent.at(-1), through]).toEqual(['1', [100, 0]])
  })
})
