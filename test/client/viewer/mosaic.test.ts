import { describe, expect, it } from 'vitest'
import { Mosaic } from '../../../src/client/viewer/mosaic.ts'
import type { EncodedRect } from '../../../src/screen/picture.ts'

const SIZE = { width: 400, height: 300 }
const WHOLE = { x: 0, y: 0, w: 400, h: 300 }
const CORNER = { x: 0, y: 0, w: 100, h: 100 }
const MEGABYTE = 1024 * 1024

function piece(place: typeof WHOLE, name: string, bytes = 10): EncodedRect {
  const jpeg = Buffer.alloc(bytes)
  jpeg.write(name)
  return { ...place, jpeg }
}

const keyframe = (name = 'key') => ({ ...SIZE, keyframe: true, rects: [piece(WHOLE, name)] })
const change = (...rects: EncodedRect[]) => ({ ...SIZE, keyframe: false, rects })

function namesSince(mosaic: Mosaic, version: number): string[] | null {
  const picture = mosaic.since(version)
  return picture?.rects.map(({ jpeg }) => jpeg.toString().replaceAll('\0', '')) ?? null
}

describe('Mosaic', () => {
  it('is empty before a keyframe', () => {
    const mosaic = new Mosaic()
    expect(mosaic.since(0)).toBeNull()
    mosaic.add(change(piece(CORNER, 'early')))
    expect(mosaic.since(0)).toBeNull()
    mosaic.add(keyframe())
    expect(mosaic.since(0)).toMatchObject({ ...SIZE, keyframe: true })
    expect(namesSince(mosaic, 0)).toEqual(['key'])
  })

  it('returns the changes since a version, oldest first', () => {
    const mosaic = new Mosaic()
    mosaic.add(keyframe())
    const seen = mosaic.version
    mosaic.add(change(piece(CORNER, 'a')))
    mosaic.add(change(piece({ x: 100, y: 0, w: 100, h: 100 }, 'b')))
    expect(namesSince(mosaic, seen)).toEqual(['a', 'b'])
    expect(mosaic.since(seen)!.keyframe).toBe(false)
    expect(namesSince(mosaic, seen + 1)).toEqual(['b'])
    expect(namesSince(mosaic, mosaic.version)).toEqual([])
    expect(namesSince(mosaic, 0)).toEqual(['key', 'a', 'b'])
  })

  it('drops exactly the pieces that a newer one covers', () => {
    const mosaic = new Mosaic()
    mosaic.add(keyframe())
    mosaic.add(change(piece(CORNER, 'old')))
    mosaic.add(change(piece({ x: 0, y: 0, w: 99, h: 200 }, 'beside')))
    mosaic.add(change(piece({ x: 0, y: 0, w: 120, h: 100 }, 'over')))
    expect(namesSince(mosaic, 0)).toEqual(['key', 'beside', 'over'])
    mosaic.add(keyframe('second'))
    expect(namesSince(mosaic, 1)).toEqual(['second'])
    expect(mosaic.since(1)!.keyframe).toBe(true)
  })

  it('drops the oldest pieces beyond 8 MiB, which is what a page assembles, and returns null for older versions', () => {
    const mosaic = new Mosaic()
    mosaic.add(keyframe())
    for (let x = 0; x < 9; x++) mosaic.add(change(piece({ x, y: 0, w: 1, h: 1 }, `${x}`, MEGABYTE)))
    expect(mosaic.since(0)).toBeNull()
    expect(mosaic.since(1)).toBeNull()
    expect(namesSince(mosaic, 2)).toHaveLength(8)
    mosaic.add(keyframe('again'))
    expect(namesSince(mosaic, 0)).toEqual(['again'])
  })

  it('drops the oldest pieces beyond twice the area of the picture', () => {
    const mosaic = new Mosaic()
    mosaic.add(keyframe())
    for (let x = 0; x < 4; x++) mosaic.add(change(piece({ x, y: 0, w: 150, h: 300 }, `${x}`)))
    expect(mosaic.since(0)).toBeNull()
    expect(namesSince(mosaic, 1)).toEqual(['0', '1', '2', '3'])
  })

  it('drops the oldest of more than 1024 pieces', () => {
    const mosaic = new Mosaic()
    mosaic.add(keyframe())
    for (let x = 0; x < 1024; x++) mosaic.add(change(piece({ x, y: 0, w: 1, h: 1 }, 'p')))
    expect(mosaic.since(0)).toBeNull()
    expect(namesSince(mosaic, 1)).toHaveLength(1024)
  })

  it('needs a keyframe after a picture of another size', () => {
    const mosaic = new Mosaic()
    mosaic.add(keyframe())
    mosaic.add({ ...change(piece(CORNER, 'a')), width: 500 })
    mosaic.add(change(piece(CORNER, 'b')))
    expect(mosaic.since(mosaic.version)).toBeNull()
  })
})
