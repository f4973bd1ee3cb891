import { describe, expect, it } from 'vitest'
import { TokenBucket } from '../../../src/server/limits/token-bucket.ts'

describe('TokenBucket', () => {
  it('passes a burst and no more', () => {
    const limit = new TokenBucket(10, 2)
    expect(limit.take(6, 1000)).toBe(true)
    expect(limit.take(4, 1000)).toBe(true)
    expect(limit.take(1, 1000)).toBe(false)
  })

  it('refills per second up to the burst', () => {
    const limit = new TokenBucket(10, 2)
    limit.take(10, 0)
    expect(limit.take(1, 499)).toBe(false)
    expect(limit.take(1, 501)).toBe(true)
    expect(limit.take(10, 60_000)).toBe(true)
    expect(limit.take(1, 60_000)).toBe(false)
  })

  it('takes nothing when too little is left', () => {
    const limit = new TokenBucket(10, 0)
    expect(limit.take(11, 0)).toBe(false)
    expect(limit.take(10, 0)).toBe(true)
  })
})
