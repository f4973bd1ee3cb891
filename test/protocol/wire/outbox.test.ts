import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { FRAME, Wire } from './wire-text.ts'

const LONG = { label: 'said', from: 1, name: 'Ann', text: 'x'.repeat(16_000), at: 0 } as const

describe('control messages to a far end that does not read', () => {
  it('wait up to a bound; beyond it the connection is closed as too slow', async () => {
    const wire = new Wire()
    let most = 0
    for (let i = 0; i < 100; i++) {
      wire.connection.send(LONG)
      most = Math.max(most, wire.connection.backlog)
    }
    expect(most).toBeGreaterThan(limits.controlBacklog)
    expect(most).toBeLessThan(limits.controlBacklog + 2 * 17_000)
    expect(wire.events).toEqual(['refused too_slow, closing -'])
    wire.read()
    await wire.settle()
    expect(wire.errors).toEqual(['too_slow'])
    expect(wire.received.match(/"said"/g)!.length).toBeLessThan(20)
  })

  it('are not lost when it reads again in time', async () => {
    const wire = new Wire()
    for (let i = 0; i < 15; i++) wire.connection.send(LONG)
    wire.read()
    await wire.settle()
    for (let i = 0; i < 15; i++) wire.connection.send(LONG)
    await wire.settle()
    expect(wire.received.match(/"said"/g)).toHaveLength(30)
    expect(wire.events).toEqual([])
  })
})

describe('voice to a client that never acknowledged', () => {
  it('is dropped while 200 ms of it wait', async () => {
    const wire = new Wire()
    for (let i = 0; i < 100; i++) wire.voice(i % 10)
    expect(wire.connection.backlog).toBeLessThan(12 * (FRAME + 50))
    expect(wire.connection.droppedVoice).toBeGreaterThan(80)
    wire.read()
    expect((await wire.heard()).slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    wire.voice(5)
    expect((await wire.heard()).at(-1)).toBe(5)
  })

  it('may wait as long in shorter frames', () => {
    const wire = new Wire()
    wire.connection.setFrame(10)
    for (let i = 0; i < 100; i++) wire.voice(i % 10)
    expect(wire.connection.backlog).toBeGreaterThan(20 * FRAME)
    expect(wire.connection.backlog).toBeLessThan(22 * (FRAME + 50))
  })

  it('is never limited by acknowledgements', async () => {
    const wire = new Wire().read()
    wire.voice(1, 2, 3, 4, 5, 6, 7, 8, 9)
    wire.clock.advance(60_000)
    wire.connection.checkAcknowledgements()
    expect(await wire.heard()).toHaveLength(9)
    expect(wire.connection.open).toBe(true)
  })
})

describe('voice to a client that acknowledges', () => {
  /** A wire whose window is full: six frames of 4 KiB are on their way. */
  async function full(): Promise<Wire> {
    const wire = new Wire().read()
    await wire.acknowledge(0)
    wire.voice(1, 2, 3, 4, 5, 6)
    expect(await wire.heard()).toEqual([1, 2, 3, 4, 5, 6])
    return wire
  }

  it('stops at the window of 24 KiB', async () => {
    const wire = await full()
    wire.voice(7)
    expect(await wire.heard()).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('resumes with the newest frame when it acknowledges, and drops older ones', async () => {
    const wire = await full()
    wire.voice(7, 8, 9)
    await wire.acknowledge(1)
    expect(await wire.heard()).toEqual([1, 2, 3, 4, 5, 6, 9])
    expect(wire.connection.droppedVoice).toBe(2)
    await wire.acknowledge(2)
    expect(await wire.heard()).toHaveLength(7)
    wire.voice(0)
    expect(await wire.heard()).toEqual([1, 2, 3, 4, 5, 6, 9, 0])
  })

  it('is dropped when it waited longer than 200 ms', async () => {
    const wire = await full()
    wire.voice(7)
    wire.clock.advance(limits.voiceAge + 1)
    await wire.acknowledge(6)
    expect(await wire.heard()).toEqual([1, 2, 3, 4, 5, 6])
    expect(wire.connection.droppedVoice).toBe(1)
  })

  it('is still sent when it waited 200 ms', async () => {
    const wire = await full()
    wire.voice(7)
    wire.clock.advance(limits.voiceAge)
    await wire.acknowledge(6)
    expect(await wire.heard()).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('ends with the connection when no acknowledgement arrives for 5 s', async () => {
    const wire = await full()
    wire.clock.advance(limits.ackPatience)
    wire.connection.checkAcknowledgements()
    expect(wire.connection.open).toBe(true)
    wire.clock.advance(1)
    wire.connection.checkAcknowledgements()
    wire.connection.checkAcknowledgements()
    await wire.settle()
    expect(wire.events).toEqual(['ack', 'refused too_slow, closing -'])
    expect(wire.errors).toEqual(['too_slow'])
  })

  it('allows 5 s from each acknowledgement, and expects none when all is acknowledged', async () => {
    const wire = await full()
    for (let frames = 1; frames <= 6; frames++) {
      wire.clock.advance(4_000)
      await wire.acknowledge(frames)
      wire.connection.checkAcknowledgements()
    }
    wire.clock.advance(60_000)
    wire.connection.checkAcknowledgements()
    wire.voice(7)
    wire.connection.checkAcknowledgements()
    expect(wire.connection.open).toBe(true)
  })
})

describe('an acknowledgement', () => {
  it('of more than was sent is refused', async () => {
    const wire = new Wire().read()
    wire.voice(1)
    await wire.acknowledge(2)
    expect(wire.events).toEqual(['ack', 'refused bad_message -'])
  })

  it('may count the payload of any message', async () => {
    const wire = new Wire().read()
    wire.connection.send({ label: 'voice', bytes: FRAME }, Buffer.alloc(FRAME, '1'))
    wire.connection.acknowledged(FRAME)
    expect(await wire.heard()).toEqual([1])
  })
})

describe('pictures', () => {
  const part = (kib: number) => Buffer.alloc(kib * 1024, 'p')

  it('wait up to 16 KiB for a client that does not read, and report when there is room again', async () => {
    const wire = new Wire()
    expect(wire.connection.sendPicture(part(10), 10 * 1024)).toBe(true)
    await wire.settle()
    // What the stream between takes by itself is not what waits.
    while (wire.connection.sendPicture(part(10), 10 * 1024)) await wire.settle()
    expect(wire.connection.backlog).toBeLessThanOrEqual(limits.pictureWrites)
    const before = wire.roomForPictures.length
    wire.read()
    await wire.settle()
    expect(wire.roomForPictures.length).toBeGreaterThan(before)
    expect(wire.connection.sendPicture(part(10), 10 * 1024)).toBe(true)
  })

  it('count neither as waiting voice nor as control messages', async () => {
    const wire = new Wire()
    for (let i = 0; i < 3; i++) {
      wire.connection.sendPicture(part(600), 600 * 1024)
      await wire.settle()
    }
    expect(wire.connection.backlog).toBeGreaterThan(limits.controlBacklog)
    wire.voice(1)
    wire.connection.send({ label: 'terminate' })
    expect(wire.connection).toMatchObject({ open: true, droppedVoice: 0 })
  })

  it('are sent after voice that waits for the window', async () => {
    const wire = new Wire().read()
    await wire.acknowledge(0)
    wire.voice(1, 2, 3, 4, 5, 6, 7)
    expect(wire.connection.sendPicture(part(1), 1024)).toBe(false)
    wire.whenRoom = () => wire.connection.sendPicture(part(8), 8 * 1024)
    await wire.acknowledge(5)
    expect(await wire.heard()).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(wire.received.lastIndexOf('7')).toBeLessThan(wire.received.indexOf('p'.repeat(1024)))
  })
})
