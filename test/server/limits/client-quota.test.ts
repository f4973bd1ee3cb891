import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { VoiceLimit } from '../../../src/server/limits/media-limits.ts'
import { Hosted } from '../hosted.ts'

const tooFast = { label: 'error', code: 'too_fast' }

describe('chat', () => {
  it('is refused after a burst of 10 messages and accepted again 5 s later', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    const messages = Array.from({ length: limits.saidBurst + 1 }, () => ({ action: 'say', text: 'hi' }))
    await ann!.say(...messages)
    expect(bo!.messages.filter(({ label }) => label === 'said')).toHaveLength(10)
    expect(ann!.messages.at(-1)).toMatchObject(tooFast)
    hosted.clock.advance(5_000)
    await ann!.say(...messages.slice(1))
    expect(bo!.messages.filter(({ label }) => label === 'said')).toHaveLength(20)
  })
})

describe('rooms', () => {
  it('are limited to 10 a minute per client, independent of other clients', async () => {
    const hosted = new Hosted()
    const [ann, bo] = [hosted.connect(), hosted.connect()]
    const create = (i: number) => ({ action: 'create', room: `room ${i}` })
    await ann.say(...Array.from({ length: 11 }, (_, i) => create(i)))
    expect(ann.messages.filter(({ status }) => status === 'ok')).toHaveLength(10)
    expect(ann.messages.at(-1)).toMatchObject(tooFast)
    await bo.say(create(11))
    expect(bo.messages.at(-1)).toMatchObject({ status: 'ok' })
    hosted.clock.advance(6_000)
    await ann.say(create(12))
    expect(ann.messages.at(-1)).toMatchObject({ status: 'ok' })
  })
})

describe('a connection', () => {
  it('is closed with an error when it sends nothing within 5 s, and may be silent after its first message', async () => {
    const hosted = new Hosted()
    const [mute, ann] = [hosted.connect(), hosted.connect()]
    await ann.say({ action: 'list' })
    await mute.say({ not: 'an action' })
    hosted.clock.advance(limits.firstAction)
    for (const { session } of [mute, ann]) session.checkPatience()
    expect(mute.messages.at(-1)).toMatchObject({ code: 'bad_message' })
    hosted.clock.advance(1)
    for (const { session } of [mute, ann]) session.checkPatience()
    await hosted.settle()
    expect(mute.messages.at(-1)).toMatchObject({ code: 'timeout', message: expect.stringContaining('hello') })
    expect(ann.messages.at(-1)).toMatchObject({ label: 'list_rooms' })
  })
})

describe('voice', () => {
  /** Sends frames of 20 ms at so many times real time for so many ms; counts what became of them. */
  function talk(voice: VoiceLimit, { speed, ms, from = 0 }: { speed: number; ms: number; from?: number }) {
    let passed = 0
    let refused = 0
    const frames = (ms * speed) / 20
    for (let i = 0; i < frames; i++) {
      try {
        if (voice.take(from + (i * 20) / speed)) passed++
      } catch {
        refused++
      }
    }
    return { frames, passed, refused }
  }

  it('passes whole at 2 % above real time for an hour, and in a burst of one second', () => {
    const voice = new VoiceLimit(20, limits)
    const { frames, passed } = talk(voice, { speed: 1.02, ms: 3_600_000 })
    expect(passed).toBe(Math.ceil(frames))
    const burst = Array.from({ length: 50 }, () => voice.take(3_700_000))
    expect(burst.every((one) => one)).toBe(true)
    expect(voice.dropped).toBe(0)
  })

  it('passes at most 1.5 times real time; the excess is dropped silently at first', () => {
    const voice = new VoiceLimit(20, limits)
    const { passed, frames, refused } = talk(voice, { speed: 3, ms: 5_000 })
    expect(passed).toBeLessThanOrEqual((5_000 * 1.5 + 1_000) / 20)
    expect(passed).toBeGreaterThanOrEqual((5_000 * 1.5 + 1_000) / 20 - 2)
    expect(refused).toBe(0)
    expect(voice.dropped).toBe(frames - passed)
  })

  it('is refused after 5 s of excess, but not when the excess ended before', () => {
    const stubborn = new VoiceLimit(20, limits)
    expect(talk(stubborn, { speed: 3, ms: 8_000 }).refused).toBeGreaterThan(0)
    const repeated = new VoiceLimit(20, limits)
    for (let from = 0; from < 40_000; from += 10_000) {
      expect(talk(repeated, { speed: 3, ms: 4_000, from }).refused).toBe(0)
    }
    expect(repeated.dropped).toBeGreaterThan(0)
  })
})
