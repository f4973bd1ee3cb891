import { describe, expect, it } from 'vitest'
import { sleep, withTimeout } from '../../src/lib/timeout.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

describe('withTimeout', () => {
  it('resolves to the value of work that settles in time, and clears its timer', async () => {
    const clock = new ManualClock()
    expect(await withTimeout(clock, 100, Promise.resolve('done'), () => 'late')).toBe('done')
    expect(clock.timers).toBe(0)
  })

  it('rejects with the error of work that fails in time, and clears its timer', async () => {
    const clock = new ManualClock()
    const work = Promise.reject(new Error('broken'))
    await expect(withTimeout(clock, 100, work, () => 'late')).rejects.toThrow('broken')
    expect(clock.timers).toBe(0)
  })

  it('resolves to the given value when work takes longer', async () => {
    const clock = new ManualClock()
    const result = withTimeout(clock, 100, new Promise<string>(() => {}), () => 'late')
    clock.advance(100)
    expect(await result).toBe('late')
  })

  it('rejects with what is thrown at the deadline, and ignores a later failure of the work', async () => {
    const clock = new ManualClock()
    let fail = (_: Error) => {}
    const work = new Promise<string>((_, reject) => {
      fail = reject
    })
    const result = withTimeout(clock, 100, work, () => {
      throw new Error('too late')
    })
    clock.advance(100)
    fail(new Error('broken'))
    await expect(result).rejects.toThrow('too late')
  })
})

describe('sleep', () => {
  it('resolves after the given milliseconds', async () => {
    const clock = new ManualClock()
    let awake = false
    const slept = sleep(clock, 50).then(() => {
      awake = true
    })
    clock.advance(49)
    await Promise.resolve()
    expect(awake).toBe(false)
    clock.advance(1)
    await slept
    expect(awake).toBe(true)
  })
})
