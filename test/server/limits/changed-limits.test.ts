import { describe, expect, it } from 'vitest'
import { type Limits, limits } from '../../../src/protocol/limits.ts'
import { ClientQuota } from '../../../src/server/limits/client-quota.ts'
import { PictureLimit, VoiceLimit } from '../../../src/server/limits/media-limits.ts'
import { PicturePiece } from '../../../src/server/share/picture-piece.ts'
import { PictureQueue } from '../../../src/server/share/picture-queue.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { Hosted } from '../hosted.ts'

type Guest = ReturnType<Hosted['connect']>

/** A server with limits that differ from the table's. */
function hostedWith(changed: Partial<Limits>): Hosted {
  return new Hosted(null, changed)
}

function errorsOf({ messages }: Guest): unknown[] {
  return messages.filter(({ label }) => label === 'error').map(({ code }) => code)
}

function create(room: string) {
  return { action: 'create', room }
}

describe('an overridden limit applies', () => {
  it('to rooms', async () => {
    const ann = hostedWith({ rooms: 2 }).connect()
    await ann.say(create('a'), create('b'), create('c'))
    expect(ann.messages.at(-1)).toMatchObject({ code: 'limit', message: expect.stringContaining('2 rooms') })
  })

  it('to people mixed in a room', async () => {
    const hosted = hostedWith({ roomTalkers: 2 })
    const guests = await hosted.meet('Ann', 'Bo', 'Cy')
    for (const { stream } of guests) {
      stream.write(Buffer.concat([Buffer.from('{"action":"voice","bytes":1920}\n'), Buffer.alloc(1_920)]))
    }
    await hosted.settle()
    expect(hosted.context.counters.voiceNotMixed).toBe(1)
  })

  it('to rooms created per minute', async () => {
    const hosted = hostedWith({ createdRooms: 1 })
    const ann = hosted.connect()
    await ann.say(create('a'), create('b'))
    expect(ann.messages.at(-1)).toMatchObject({ code: 'too_fast', message: expect.stringContaining('1 room') })
    hosted.clock.advance(60_000)
    await ann.say(create('b'))
    expect(ann.messages.at(-1)).toMatchObject({ status: 'ok' })
  })

  it('to chat, by messages and by bytes', () => {
    const clock = new ManualClock()
    const few = new ClientQuota(clock, 20, { ...limits, saidBurst: 1, saidPerSecond: 0.1 })
    few.say()
    expect(() => few.say()).toThrow('Sending too fast')
    clock.advance(10_000)
    few.say()
    const short = new ClientQuota(clock, 20, { ...limits, toldBurst: 1_024, toldPerSecond: 512 })
    short.chargeBroadcast(512)
    expect(() => short.chargeBroadcast(1)).toThrow('Sending too fast')
    clock.advance(2_000)
    short.chargeBroadcast(512)
  })

  it('to voice: speed, bursts and the time until refusal', () => {
    const voice = new VoiceLimit(20, { ...limits, voiceSpeed: 2, voiceBurst: 40, voicePatience: 100 })
    const taken = [0, 0, 0, 10, 20].map((now) => voice.take(now))
    expect(taken).toEqual([true, true, false, true, true])
    for (let now = 20; now < 90; now += 2) voice.take(now)
    expect(() => {
      for (let now = 90; now < 300; now += 2) voice.take(now)
    }).toThrow('real time')
  })

  it('to pictures, by number and by bytes', () => {
    const few = new PictureLimit({ ...limits, picturesPerSecond: 2 })
    expect([few.take(1, true, 0), few.take(1, true, 0)]).toEqual([true, true])
    expect(() => few.take(1, true, 0)).toThrow('Too many pictures')
    const small = new PictureLimit({ ...limits, pictureBytesPerSecond: 64 * 1_024 })
    expect(small.take(40 * 1_024, true, 0)).toBe(true)
    expect(() => small.take(40 * 1_024, true, 0)).toThrow('Too many pictures')
  })

  it('to pictures queued for a watcher', () => {
    const part = (seq: number) => {
      const rects = [{ x: seq, y: 0, w: 1, h: 1, bytes: 1_000 }]
      const fields = { from: 1, seq, width: 640, height: 480, keyframe: seq === 0, rects }
      return new PicturePiece(fields, Buffer.alloc(1_000), true)
    }
    const waiting = (changed: Partial<Limits>) => {
      const queue = new PictureQueue(undefined, { ...limits, ...changed })
      for (let seq = 0; seq < 10; seq++) queue.push(part(seq))
      return queue.bytes
    }
    expect(waiting({})).toBeGreaterThan(10_000)
    expect(waiting({ pictureBacklog: 5_000 })).toBe(0)
    expect(waiting({ pictureQueue: 5_000 })).toBe(0)
  })

  it('to keyframe requests', async () => {
    const hosted = hostedWith({ keyframePause: 5_000 })
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say({ action: 'screen_share', kind: 'screen' })
    const watch = { action: 'screen_start_watching', from: ann!.session.participant.id }
    const asked = () => ann!.messages.filter(({ label }) => label === 'screen_keyframe_wanted').length
    await bo!.say(watch)
    await bo!.say(watch)
    for (const [ms, times] of [
      [4_999, 1],
      [1, 2],
    ] as const) {
      hosted.clock.advance(ms)
      await hosted.settle()
      expect(asked()).toBe(times)
    }
  })

  it('to bans', async () => {
    const hosted = hostedWith({ bans: 1 })
    const names = ['Ann', 'Bo', 'Cy']
    const [ann, ...others] = await hosted.meet(...names)
    for (const { session } of others) {
      await ann!.say({ action: 'ban', user: session.participant.id, minutes: 10 })
    }
    await ann!.say({ action: 'bans' })
    expect(ann!.messages.at(-1)).toMatchObject({ bans: [{ name: 'Cy' }] })
  })

  it('to the timeout for the first action', async () => {
    const hosted = hostedWith({ firstAction: 1_000 })
    const mute = hosted.connect()
    hosted.clock.advance(1_001)
    mute.session.checkPatience()
    await hosted.settle()
    expect(mute.messages.at(-1)).toMatchObject({ code: 'timeout', message: expect.stringContaining('1 s') })
  })

  it('to the silence of a client with heartbeats', async () => {
    const hosted = hostedWith({ heartbeatPatience: 60_000 })
    const ann = hosted.connect()
    await ann.say({ action: 'ping' })
    hosted.clock.advance(60_000)
    ann.session.checkPatience()
    await hosted.settle()
    expect(errorsOf(ann)).toEqual([])
    hosted.clock.advance(1)
    ann.session.checkPatience()
    await hosted.settle()
    expect(errorsOf(ann)).toEqual(['timeout'])
  })

  it('to refused messages', async () => {
    const hosted = hostedWith({ refusedMessages: 2, refusedWindow: 1_000 })
    const ann = hosted.connect()
    await ann.say({ action: 'dance' })
    hosted.clock.advance(1_000)
    await ann.say({ action: 'dance' })
    expect(errorsOf(ann)).toEqual(['unknown_action', 'unknown_action'])
    await ann.say({ action: 'dance' })
    expect(errorsOf(ann).at(-1)).toBe('too_fast')
  })

  it('to wrong and new passwords', async () => {
    const hosted = hostedWith({ wrongPasswords: 1, wrongPasswordWindow: 10_000, newPasswords: 1 })
    const ann = hosted.connect()
    await ann.say({ action: 'operate', token: 'x' }, { action: 'operate', token: 'x' })
    hosted.clock.advance(10_000)
    await ann.say({ action: 'operate', token: 'x' })
    expect(ann.messages.map(({ label }) => label)).toEqual(['operate', 'error', 'operate'])
    const bo = hosted.connect({ address: '10.0.0.1' })
    for (const room of ['a', 'b']) await bo.say({ action: 'create', room, password: 'p' })
    await expect.poll(() => bo.messages.map(({ label }) => label)).toEqual(['created_room', 'error'])
    expect(bo.messages[1]!.message).toContain('Too many new passwords from your address; try again in 60 s')
  })

  it('to the backlog of a slow reader and its acknowledgements', async () => {
    const hosted = hostedWith({ controlBacklog: 64 * 1_024, ackPatience: 1_000 })
    const [ann] = await hosted.meet('Ann')
    const deaf = hosted.connect({ reads: false })
    await deaf.say({ action: 'hello', name: 'Cy' }, { action: 'join', room: 'hello' })
    for (let i = 0; i < 40; i++) {
      hosted.clock.advance(1_000)
      await ann!.say({ action: 'say', text: 'x'.repeat(limits.text) })
    }
    expect(deaf.session.room).toBeNull()
    const slow = hosted.connect()
    await slow.say({ action: 'hello' }, { action: 'join', room: 'hello' }, { action: 'ack', received: 0 })
    slow.session.participant.media.sendRealtime(Buffer.from('{"label":"voice"}\n'), 1)
    hosted.clock.advance(1_001)
    slow.session.checkPatience()
    await hosted.settle()
    expect(slow.messages.at(-1)).toMatchObject({ code: 'too_slow', message: expect.stringContaining('1 s') })
  })

  it('to queued voice and the window', async () => {
    const hosted = hostedWith({ window: 200, voiceAge: 40 })
    const ann = hosted.connect({ reads: false })
    await ann.say({ action: 'ack', received: 0 })
    const lengths: number[] = []
    ann.stream.on('data', (bytes: Buffer) => lengths.push(bytes.length))
    for (let i = 0; i < 5; i++) ann.session.participant.media.sendRealtime(Buffer.alloc(100), 100)
    await hosted.settle()
    expect(lengths).toEqual([100, 100])
    hosted.clock.advance(41)
    await ann.say({ action: 'ack', received: 200 })
    expect(lengths).toEqual([100, 100])
  })

  it.each([
    ['sessions kept', { absentSessions: 1 }, [true, false]],
    ['the time they are kept', { resumeWithin: 500 }, [false, false]],
  ])('to %s', async (_what, changed, resumed) => {
    const hosted = hostedWith(changed)
    const guests = [hosted.connect(), hosted.connect()]
    for (const guest of guests) await guest.say({ action: 'hello', resumable: true })
    for (const guest of guests) await guest.breakOff()
    hosted.clock.advance(500)
    for (const [i, { messages }] of guests.entries()) {
      const back = hosted.connect()
      await back.say({ action: 'hello', resume: messages[0]!.resume })
      expect(back.messages[0]).toMatchObject({ resumed: resumed[i] })
    }
  })

  it('to chat kept for an interrupted session', async () => {
    const hosted = hostedWith({ missedTexts: 1 })
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await bo!.say({ action: 'hello', resumable: true })
    const resume = bo!.messages.find(({ label }) => label === 'hello')!.resume
    await bo!.breakOff()
    await ann!.say({ action: 'say', text: 'one' }, { action: 'say', text: 'two' })
    const back = hosted.connect()
    await back.say({ action: 'hello', resume })
    expect(back.messages.filter(({ label }) => label === 'said')).toMatchObject([{ text: 'two' }])
  })
})
