import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../bench/statistics.ts'
import { type Area, isCovered } from '../../../src/server/share/rect-cover.ts'

const SIDE = 12

/** The reference implementation, pixel by pixel. */
function covers({ x, y, w, h }: Area, by: readonly Area[]): boolean {
  const pixels = Array.from({ length: w * h }, (_, i) => [x + (i % w), y + Math.floor(i / w)] as const)
  return pixels.every(([px, py]) =>
    by.some((one) => px >= one.x && px < one.x + one.w && py >= one.y && py < one.y + one.h),
  )
}

describe('isCovered', () => {
  it('agrees with a check of every pixel', () => {
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
      // It may miss that an area is covered, but must never claim it wrongly.
      if (covered || others.length <= 2) expect(covered, JSON.stringify([one, others])).toBe(truly)
      found[Number(covered)]!++
    }
    expect(Math.min(...found)).toBeGreaterThan(200)
  })

  it('returns false when the area is cut into too many fragments', () => {
    const whole = { x: 0, y: 0, w: 1_000, h: 1_000 }
    const dots = Array.from({ length: 500 }, (_, i) => ({ x: 2 * i, y: 2 * i, w: 1, h: 1 }))
    expect(isCovered(whole, [...dots, whole])).toBe(false)
    expect(isCovered(whole, [whole])).toBe(true)
  })
})
