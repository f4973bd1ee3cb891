import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../bench/statistics.ts'
import { type Area, isCovered } from '../../../src/server/share/rect-cover.ts'

const SIDE = 12

/** The same, pixel by pixel. */
function covers({ x, y, w, h }: Area, by: readonly Area[]): boolean {
  const pixels = Array.from({ length: w * h }, (_, i) => [x + (i % w), y + Math.floor(i / w)] as const)
  return pixels.every(([px, py]) =>
    by.some((one) => px >= one.x && px < one.x + one.w && py >= one.y && py < one.y + one.h),
  )
}

describe('an area of a picture', () => {
  it('is covered where each of its pixels is', () => {
    const random = seededRandom(3)
    const number = (most: number) => Math.floor(random() * most)
    const area = () => {
      const [x, y] = [number(SIDE), number(SIDE)]
      return { x, y, w: 1 + number(SIDE - x), h: 1 + number(SIDE - y) }
    }
    const found = [0, 0]
    for (let i = 0; i < 2_000; i++) {
      const [one, ...others] = Array.from({ length: 1 + number(12) }, area)
      const covered = isCovered(one!, others)
      const truly = covers(one!, others)
      // It may not see it, but never sees what is not so.
      if (covered || others.length <= 2) expect(covered, JSON.stringify([one, others])).toBe(truly)
      found[Number(covered)]!++
    }
    expect(Math.min(...found)).toBeGreaterThan(200)
  })

  it('that is cut into more pieces than can be looked at counts as not covered', () => {
    const whole = { x: 0, y: 0, w: 1_000, h: 1_000 }
    const dots = Array.from({ length: 500 }, (_, i) => ({ x: 2 * i, y: 2 * i, w: 1, h: 1 }))
    expect(isCovered(whole, [...dots, whole])).toBe(false)
    expect(isCovered(whole, [whole])).toBe(true)
  })
})
