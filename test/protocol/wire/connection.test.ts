import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../../src/protocol/errors.ts'
import { Wire } from './wire-text.ts'

describe('the end', () => {
  it('of the stream is reported after everything before it was answered', async () => {
    const wire = new Wire().read()
    wire.onMessage = () => wire.connection.send({ label: 'mute', muted: true })
    wire.far.end('{"action":"list"}\n')
    await wire.settle()
    expect(wire.received).toBe('{"label":"mute","muted":true}\n')
    expect(wire.events).toEqual(['list', 'ended', 'closed'])
    expect(wire.clock.timers).toBe(0)
  })

  it.each([
    ['a line', '{"action":"list"', '-'],
    ['a payload', '{"action":"voice","id":4,"bytes":9}\nabc', '4'],
  ])('in the middle of %s is broken framing', async (_, text, id) => {
    const wire = new Wire().read()
    wire.far.end(text)
    await wire.settle()
    expect(wire.events).toEqual([`refused bad_message, closing ${id}`, 'ended', 'closed'])
    expect(wire.errors).toEqual(['bad_message'])
  })

  it('by an error of the stream is reported once, with the error', async () => {
    const wire = new Wire().read()
    wire.stream.destroy(new Error('reset'))
    await wire.settle()
    expect(wire.events).toEqual(['closed by reset'])
    wire.connection.close()
    wire.connection.send({ label: 'terminate' })
    await wire.settle()
    expect(wire.events).toHaveLength(1)
  })

  it('ignores what is sent or refused after it', async () => {
    const wire = new Wire().read()
    wire.connection.close()
    wire.connection.send({ label: 'terminate' })
    wire.voice(1)
    wire.connection.refuse(new ProtocolError('internal'))
    await wire.settle()
    expect(wire.received).toBe('')
    expect(wire.events).toEqual([])
  })
})

describe('close', () => {
  it('sends what is queued first, and may be called again', async () => {
    const wire = new Wire().read()
    wire.connection.send({ label: 'terminate' })
    wire.connection.close()
    wire.connection.close()
    await wire.settle()
    expect(wire.received).toBe('{"label":"terminate"}\n')
    expect(wire.connection.open).toBe(false)
    wire.far.end()
    await wire.settle()
    expect(wire.events).toEqual(['ended', 'closed'])
    wire.connection.close()
    expect(wire.clock.timers).toBe(0)
  })

  it('within a message leaves the rest unread', async () => {
    const wire = new Wire().read()
    wire.onMessage = () => wire.connection.close()
    await wire.say('{"action":"exit"}\n{"action":"list"}\n')
    expect(wire.events).toEqual(['exit'])
  })

  it('waits at most a second for a far end that does not close', async () => {
    const wire = new Wire().read()
    wire.connection.close()
    wire.clock.advance(999)
    await wire.settle()
    expect(wire.stream.destroyed).toBe(false)
    wire.clock.advance(1)
    await wire.settle()
    expect(wire.stream.destroyed).toBe(true)
    expect(wire.events).toEqual(['closed'])
  })

  it('is not delayed by a far end that reads nothing', async () => {
    const wire = new Wire()
    for (let i = 0; i < 100; i++) wire.connection.send({ label: 'terminate' })
    wire.connection.close()
    wire.clock.advance(1_000)
    await wire.settle()
    expect(wire.events).toEqual(['closed'])
  })

  it('still reads what the far end sends, so that a reset does not cut off the last message', async () => {
    const wire = new Wire().read()
    await wire.say('nonsense\n')
    for (let i = 0; i < 10; i++) await wire.say(Buffer.alloc(25_000))
    expect(wire.stream.readableLength).toBe(0)
    expect(wire.errors).toEqual(['bad_message'])
  })

  it('reads it for a limited time', async () => {
    const wire = new Wire().read()
    await wire.say('nonsense\n')
    for (let i = 0; i < 30; i++) await wire.say(Buffer.alloc(100_000))
    expect(wire.stream.isPaused()).toBe(true)
    expect(wire.far.writableLength).toBeGreaterThan(1_500_000)
    wire.clock.advance(1_000)
    await wire.settle()
    expect(wire.events.at(-1)).toBe('closed')
  })
})
