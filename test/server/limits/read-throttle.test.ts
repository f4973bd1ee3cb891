import { describe, expect, it } from 'vitest'
import { Hosted } from '../hosted.ts'

describe('ReadThrottle', () => {
  it('reads a flooding client more slowly, but answers every request', async () => {
    const hosted = new Hosted(null, { askedBurst: 10, askedPerSecond: 10 })
    const ann = hosted.connect()
    await ann.say(...Array.from({ length: 30 }, (_, id) => ({ action: 'list', id })))
    expect(ann.messages).toHaveLength(11)
    hosted.clock.advance(99)
    await hosted.settle()
    expect(ann.messages).toHaveLength(11)
    for (let waited = 0; waited < 40 && ann.messages.length < 30; waited++) {
      hosted.clock.advance(100)
      await hosted.settle()
    }
    expect(ann.messages.map(({ id }) => id)).toEqual(Array.from({ length: 30 }, (_, id) => id))
    expect(hosted.clock.now()).toBeGreaterThan(1_800)
  })

  it('delays no other client', async () => {
    const hosted = new Hosted(null, { askedBurst: 10, askedPerSecond: 10 })
    const [ann, bo] = [hosted.connect(), hosted.connect()]
    await ann.say(...Array.from({ length: 30 }, () => ({ action: 'list' })))
    await bo.say({ action: 'list', id: 'now' })
    expect(bo.messages).toMatchObject([{ id: 'now' }])
  })

  it('keeps reading voice in real time from a flooding client', async () => {
    const hosted = new Hosted(null, { askedBurst: 1, askedPerSecond: 0.1 })
    const ann = hosted.connect()
    const acks = Array.from({ length: 100 }, () => ({ action: 'ack', received: 0 }))
    await ann.say(...acks, { action: 'list' })
    expect(ann.messages).toMatchObject([{ label: 'list_rooms' }])
  })

  it('lets a throttled client leave', async () => {
    const hosted = new Hosted(null, { askedBurst: 1, askedPerSecond: 0.1 })
    const ann = hosted.connect()
    await ann.say({ action: 'list' }, { action: 'list' }, { action: 'list' })
    await ann.breakOff()
    hosted.clock.advance(60_000)
    await hosted.settle()
    expect([hosted.closed, hosted.context.roster.count, hosted.clock.timers]).toEqual([1, 0, 0])
  })
})
