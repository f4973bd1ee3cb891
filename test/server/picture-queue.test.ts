import { describe, expect, it } from 'vitest'
import { limits } from '../../src/protocol/limits.ts'
import { type PicturePart, PictureQueue } from '../../src/server/picture-queue.ts'
import { PictureStats } from '../../src/server/picture-stats.ts'

const KIB = 1024

function part(name: string, fields: Partial<PicturePart> & { kib?: number } = {}): PicturePart {
  const { kib = 1, ...rest } = fields
  const message = Buffer.alloc(kib * KIB, ' ')
  message.write(name)
  return { message, payloadBytes: kib * KIB, begins: true, keyframe: false, ...rest }
}

/** Takes out as many as there is room for, by name. */
function take(queue: PictureQueue, most = Infinity): string[] {
  const names: string[] = []
  queue.pump(({ message }) => {
    if (names.length >= most) return false
    names.push(message.toString('utf8', 0, 2).trim())
    return true
  })
  return names
}

const keyframe = { keyframe: true }
const rest = { begins: false }

describe('what waits for one who watches', () => {
  it('begins with a keyframe', () => {
    const queue = new PictureQueue()
    expect(queue.wantsKeyframe).toBe(true)
    for (const one of [
      part('d1'),
      part('k2', { ...keyframe, begins: false }),
      part('k3', keyframe),
      part('d4'),
    ]) {
      queue.push(one)
    }
    expect(queue.wantsKeyframe).toBe(false)
    expect(take(queue)).toEqual(['k3', 'd4'])
    expect(queue.wantsKeyframe).toBe(false)
  })

  it('counts what is not sent', () => {
    const stats = new PictureStats()
    const queue = new PictureQueue(stats)
    queue.push(part('d1'))
    for (const name of ['k2', 'k3']) queue.push(part(name, keyframe))
    expect(stats.skipped).toBe(2)
    expect(take(queue)).toEqual(['k3'])
    expect(stats.skipped).toBe(2)
  })

  it('is replaced by a keyframe but for the picture that was begun', () => {
    const queue = new PictureQueue()
    for (const one of [part('k1', keyframe), part('k1', { ...keyframe, ...rest }), part('d2')])
      queue.push(one)
    expect(take(queue, 1)).toEqual(['k1'])
    queue.push(part('k3', keyframe))
    expect(take(queue)).toEqual(['k1', 'k3'])
  })

  it('never starves one whom each picture takes longer than the time to the next', () => {
    const queue = new PictureQueue()
    const sent: string[] = []
    for (let i = 0; i < 12; i++) {
      queue.push(part(`a${i % 10}`, keyframe))
      for (let more = 0; more < 3; more++) queue.push(part(`a${i % 10}`, { ...keyframe, ...rest }))
      sent.push(...take(queue, 2))
    }
    const whole = sent.filter((name, i) => name === sent[i + 3] && name !== sent[i - 1])
    expect(whole.length).toBeGreaterThanOrEqual(5)
  })

  it('behind the begun picture is dropped beyond 256 KiB, and the begun one is still sent whole', () => {
    const queue = new PictureQueue()
    queue.push(part('k1', { ...keyframe, kib: 10 }))
    expect(take(queue)).toEqual(['k1'])
    queue.push(part('d2', { kib: 10 }))
    queue.push(part('d2', { ...rest, kib: 500 }))
    expect(take(queue, 1)).toEqual(['d2'])
    for (let i = 0; i < 26; i++) queue.push(part('d3', { kib: 10 }))
    expect(queue.bytes).toBe(500 * KIB)
    expect(queue.wantsKeyframe).toBe(false)
    expect(take(queue)).toEqual(['d2'])
    expect(queue.wantsKeyframe).toBe(true)
    queue.push(part('d4'))
    expect(queue.bytes).toBe(0)
  })

  it('costs bounded memory for one who takes nothing', () => {
    const queue = new PictureQueue()
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
