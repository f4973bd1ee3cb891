import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { PicturePiece } from '../../../src/server/share/picture-piece.ts'
import { PictureQueue } from '../../../src/server/share/picture-queue.ts'
import { PictureStats } from '../../../src/server/share/picture-stats.ts'
import type { Area } from '../../../src/server/share/rect-cover.ts'

const KIB = 1024

/** By default, each piece updates another area. */
let placesSoFar = 0

interface Fields {
  kib?: number
  keyframe?: boolean
  begins?: boolean
  more?: boolean
  areas?: readonly Area[]
}

/** A piece whose payload repeats its name. */
function part(name: string, { kib = 1, keyframe = false, begins = true, more, areas }: Fields = {}): PicturePiece {
  const places = areas ?? [{ x: placesSoFar++, y: 0, w: 1, h: 1 }]
  const rects = places.map((area) => ({ ...area, bytes: (kib * KIB) / places.length }))
  const payload = Buffer.alloc(kib * KIB, name)
  const fields = { from: 1, seq: 1, width: 640, height: 480, keyframe, rects, ...(more ? { more } : {}) }
  return new PicturePiece(fields, payload, begins)
}

/** Takes up to `most` pieces out of the queue and returns their names. */
function take(queue: PictureQueue, most = Infinity): string[] {
  const names: string[] = []
  queue.pump(({ message }) => {
    if (names.length >= most) return false
    names.push(message.toString('latin1', message.length - 2))
    return true
  })
  return names
}

const keyframe = { keyframe: true }
const rest = { begins: false }

describe('PictureQueue', () => {
  it('begins with a keyframe', () => {
    const queue = new PictureQueue(undefined, limits)
    expect(queue.wantsKeyframe).toBe(true)
    for (const one of [part('d1'), part('k2', { ...keyframe, begins: false }), part('k3', keyframe), part('d4')]) {
      queue.push(one)
    }
    expect(queue.wantsKeyframe).toBe(false)
    expect(take(queue)).toEqual(['k3', 'd4'])
    expect(queue.wantsKeyframe).toBe(false)
  })

  it('counts skipped pieces', () => {
    const stats = new PictureStats()
    const queue = new PictureQueue(stats, limits)
    queue.push(part('d1'))
    for (const name of ['k2', 'k3']) queue.push(part(name, keyframe))
    expect(stats.skipped).toBe(2)
    expect(take(queue)).toEqual(['k3'])
    expect(stats.skipped).toBe(2)
  })

  it('drops waiting pictures when a keyframe arrives, but not the picture that was begun', () => {
    const queue = new PictureQueue(undefined, limits)
    for (const one of [part('k1', keyframe), part('k1', { ...keyframe, ...rest }), part('d2')]) queue.push(one)
    expect(take(queue, 1)).toEqual(['k1'])
    queue.push(part('k3', keyframe))
    expect(take(queue)).toEqual(['k1', 'k3'])
  })

  it('still delivers whole pictures when sending takes longer than their interval', () => {
    const queue = new PictureQueue(undefined, limits)
    const sent: string[] = []
    for (let i = 0; i < 12; i++) {
      queue.push(part(`a${i % 10}`, keyframe))
      for (let more = 0; more < 3; more++) queue.push(part(`a${i % 10}`, { ...keyframe, ...rest }))
      sent.push(...take(queue, 2))
    }
    const whole = sent.filter((name, i) => name === sent[i + 3] && name !== sent[i - 1])
    expect(whole.length).toBeGreaterThanOrEqual(5)
  })

  it('drops more than 1 MiB behind the picture that was begun, which is still sent whole', () => {
    const queue = new PictureQueue(undefined, limits)
    queue.push(part('k1', { ...keyframe, kib: 10 }))
    expect(take(queue)).toEqual(['k1'])
    queue.push(part('d2', { kib: 10 }))
    queue.push(part('d2', { ...rest, kib: 500 }))
    expect(take(queue, 1)).toEqual(['d2'])
    for (let i = 0; i < 106; i++) queue.push(part('d3', { kib: 10 }))
    expect(Math.floor(queue.bytes / KIB)).toBe(500)
    expect(queue.wantsKeyframe).toBe(false)
    expect(take(queue)).toEqual(['d2'])
    expect(queue.wantsKeyframe).toBe(true)
    queue.push(part('d4'))
    expect(queue.bytes).toBe(0)
  })

  it('drops areas that a newer picture covers, but not of the picture that was begun', () => {
    const stats = new PictureStats()
    const queue = new PictureQueue(stats, limits)
    const left = { x: 0, y: 0, w: 10, h: 10 }
    const right = { ...left, x: 10 }
    const below = { ...left, y: 10 }
    const first = { more: true }
    queue.push(part('k1', keyframe))
    expect(take(queue)).toEqual(['k1'])
    queue.push(part('d2', { ...first, areas: [left] }))
    expect(take(queue)).toEqual(['d2'])
    queue.push(part('d2', { ...rest, areas: [right] }))
    queue.push(part('d3', { ...first, areas: [left] }))
    queue.push(part('d3', { ...rest, ...first, kib: 2, areas: [right, below] }))
    queue.push(part('d3', { ...rest, areas: [right] }))
    queue.push(part('d4', { areas: [left] }))
    queue.push(part('d5', { ...first, areas: [{ ...right, w: 20 }] }))
    // The area of the third picture that the fourth covers.
    expect(stats.skipped).toBe(1)
    queue.push(
      part('d5', {
        ...rest,
        areas: [
          { ...left, h: 9 },
          { ...left, y: 5, h: 5 },
        ],
      }),
    )
    const sent: PicturePiece[] = []
    queue.pump((one) => sent.push(one) > 0)
    const pieces = sent.map(({ begins, ends, areas, payloadBytes }) => [begins, ends, areas.length, payloadBytes])
    expect(pieces).toEqual([
      [false, true, 1, KIB],
      [true, true, 1, KIB],
      [true, false, 1, KIB],
      [false, true, 2, KIB],
    ])
    expect(sent[1]!.areas).toMatchObject([below])
    expect(sent[1]!.message.toString('latin1')).toMatch(/^{"label":"screen",.*"bytes":1024}\n(d3)+$/)
    expect(stats.skipped).toBe(3)
    expect(queue.bytes).toBe(0)
  })

  it('holds a bounded number of bytes when the watcher reads nothing', () => {
    const queue = new PictureQueue(undefined, limits)
    let most = 0
    for (let i = 0; i < 500; i++) {
      queue.push(part('x', { keyframe: i % 50 === 0, begins: i % 25 === 0, kib: 100 }))
      if (i === 0) take(queue, 1)
      most = Math.max(most, queue.bytes)
    }
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(limits.pictureQueue)
  })
})
