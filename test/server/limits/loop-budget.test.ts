import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { LoopBudget } from '../../../src/server/limits/loop-budget.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { SlowClock } from '../../helpers/slow-clock.ts'
import { Hosted } from '../hosted.ts'

describe('LoopBudget', () => {
  it('delays no client with few requests', async () => {
    const loopBudget = new LoopBudget(new ManualClock())
    for (let i = 0; i < 1_000; i++) expect(loopBudget.take()).toBeUndefined()
  })

  it('serves waiting clients in later turns of the event loop, one per turn, in order of arrival', async () => {
    const clock = new ManualClock()
    const loopBudget = new LoopBudget(clock)
    const order: number[] = []
    expect(loopBudget.take()).toBeUndefined()
    clock.advance(3)
    for (const one of [1, 2, 3]) void loopBudget.take()!.then(() => order.push(one))
    const seen: number[][] = []
    for (let i = 0; i < 4; i++) {
      await nextTurn()
      seen.push([...order])
    }
    expect(seen).toEqual([[1], [1, 2], [1, 2, 3], [1, 2, 3]])
    expect(loopBudget.take()).toBeUndefined()
  })

  it('is shared by all clients: a flooding client is answered eventually, others in between', async () => {
    const hosted = new Hosted(null, {}, { clock: new SlowClock() })
    const [ann, bo] = [hosted.connect(), hosted.connect()]
    const lists = Array.from({ length: 50 }, (_, id) => ({ action: 'list', id }))
    void ann.say(...lists)
    void bo.say({ action: 'list', id: 'bo' })
    while (bo.messages.length === 0) await nextTurn()
    expect(ann.messages.length).toBeLessThan(50)
    while (ann.messages.length < 50) await nextTurn()
    expect(ann.messages.map(({ id }) => id)).toEqual(lists.map(({ id }) => id))
  })
})
