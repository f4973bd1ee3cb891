import { describe, expect, it } from 'vitest'
import { patterns, SyntheticScreen } from '../../src/screen/synthetic.ts'
import { changedTiles } from '../../src/screen/tiles.ts'

describe.each(patterns)('SyntheticScreen with the pattern %s', (pattern) => {
  it('returns the same pictures on every run, and changes as documented', async () => {
    const [one, other] = [new SyntheticScreen(pattern, 640, 480), new SyntheticScreen(pattern, 640, 480)]
    const first = Buffer.from((await one.next()).rgb)
    await other.next()
    const second = await one.next()
    expect(second.rgb.equals((await other.next()).rgb)).toBe(true)
    const changed = changedTiles({ width: 640, height: 480, rgb: first }, second).size
    const expected = { idle: [0, 0], box: [1, 4], typing: [1, 2], scrolling: [15, 20], video: [4, 20] }[pattern]
    expect(changed).toBeGreaterThanOrEqual(expected[0]!)
    expect(changed).toBeLessThanOrEqual(expected[1]!)
  })
})
