import { describe, expect, it } from 'vitest'
import { SlowWork, type SlowWorkKind } from '../../../src/server/limits/slow-work.ts'

const CHECK = 'check a password'
const HASH = 'hash a new password'

describe('SlowWork', () => {
  /** Queues a piece of work that takes until it is finished; `order` lists who had a turn. */
  function queued(work: SlowWork, order: string[]) {
    return (kind: SlowWorkKind, address: string) =>
      work.run(kind, address, async () => {
        order.push(address)
        await new Promise((resolve) => setImmediate(resolve))
      })
  }

  it('lets addresses take turns: one with sixty pieces delays others by one of them', async () => {
    const [work, order] = [new SlowWork(), [] as string[]]
    const queue = queued(work, order)
    const flood = Array.from({ length: 60 }, () => queue(HASH, 'flood'))
    await queue(HASH, 'honest')
    expect(order).toEqual(['flood', 'flood', 'honest'])
    await Promise.all(flood)
    expect(order).toHaveLength(61)
  })

  it('lets kinds take turns: new passwords of sixty addresses delay a check by one of them', async () => {
    const [work, order] = [new SlowWork(), [] as string[]]
    const queue = queued(work, order)
    const flood = Array.from({ length: 60 }, (_, i) => queue(HASH, `flood ${i}`))
    await queue(CHECK, 'honest')
    expect(order.indexOf('honest')).toBeLessThanOrEqual(2)
    await Promise.all(flood)
  })

  it('keeps the order within an address, and returns results and errors to their callers', async () => {
    const work = new SlowWork()
    const results = [1, 2, 3].map((n) => work.run(CHECK, 'a', () => (n === 2 ? Promise.reject(new Error('two')) : n)))
    expect(await Promise.allSettled(results)).toMatchObject([
      { value: 1 },
      { reason: { message: 'two' } },
      { value: 3 },
    ])
  })

  it('does one piece at a time, and counts what waits and what was done', async () => {
    const work = new SlowWork()
    let [running, most] = [0, 0]
    const all = Array.from({ length: 10 }, (_, i) =>
      work.run(i % 2 ? CHECK : HASH, `${i % 3}`, async () => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running--
      }),
    )
    expect([work.waiting, work.done]).toEqual([9, 0])
    await Promise.all(all)
    expect([work.waiting, work.done, most]).toEqual([0, 10, 1])
  })
})
