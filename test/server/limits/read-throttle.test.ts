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

  it('reads messages that are refused no faster', async () => {
    const hosted = new Hosted(null, { askedBurst: 10, askedPerSecond: 10, saidBurst: 1, saidPerSecond: 0.1 })
    const [ann] = await hosted.meet('Ann', 'Bo')
    const refused = () => ann.messages.filter(({ label }) => label === 'error')
    await ann.say(...Array.from({ length: 30 }, (_, i) => ({ action: 'say', text: `line ${i}` })))
    const atOnce = refused().length
    expect(atOnce).toBeLessThan(10)
    hosted.clock.advance(100)
    await hosted.settle()
    expect(refused().length).toBeGreaterThan(atOnce)
    expect(refused().length).toBeLessThanOrEqual(atOnce + 2)
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

describe('a client whose voice is not mixed', () => {
  const FRAME = Buffer.concat([Buffer.from('{"action":"voice","bytes":1920}\n'), Buffer.alloc(1_920)])

  /** A server that mixes 1 person per room and has 30 rooms, with someone whose voice is not mixed in the last. */
  async function crowded(load: () => number) {
    const hosted = new Hosted(null, { roomTalkers: 1 }, { load })
    const talkers = Array.from({ length: 60 }, (_, i) => ({ guest: hosted.connect(), room: `${i >> 1}` }))
    for (const { guest, room } of talkers) {
      await guest.say({ action: 'create', room }, { action: 'join', room })
    }
    const talk = async (frames: number) => {
      for (let frame = 0; frame < frames; frame++) {
        for (const { guest } of talkers) guest.stream.write(FRAME)
        await hosted.settle()
        hosted.clock.advance(20)
      }
    }
    await talk(20)
    const { guest } = talkers.at(-1)!
    guest.messages.length = 0
    return { hosted, talk, guest }
  }

  it('is read at once while the server has time, and its frames are counted', async () => {
    const { hosted, talk, guest } = await crowded(() => 0.1)
    await talk(10)
    guest.stream.write(FRAME)
    await guest.say({ action: 'ping' })
    expect(guest.messages).toContainEqual({ label: 'pong' })
    expect(hosted.context.counters.voiceNotMixed).toBe(30 * 30 + 1)
  })

  it('is read in larger pieces while the server is overloaded, and loses no message', async () => {
    const { hosted, talk, guest } = await crowded(() => 1)
    await talk(40)
    expect(hosted.context.rooms.talkers.overloaded).toBe(true)
    hosted.clock.advance(100)
    await hosted.settle()
    hosted.clock.advance(20)
    guest.stream.write(FRAME)
    await guest.say({ action: 'ping' })
    const pong = () => guest.messages.some(({ label }) => label === 'pong')
    expect(pong()).toBe(false)
    hosted.clock.advance(640)
    await hosted.settle()
    expect(pong()).toBe(true)
  })
})
