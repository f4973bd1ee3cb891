import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { type Limits, limits } from '../../../src/protocol/limits.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'
import { SlowClock } from '../../helpers/slow-clock.ts'
import { type Guest, Hosted } from '../hosted.ts'

const JPEG = 1_000

/** A picture of one rectangle, or a piece of it. */
function picture(seq: number, fields: object = {}) {
  const rects = [{ x: 0, y: 0, w: 640, h: 480, bytes: JPEG }]
  return { action: 'screen', seq, width: 640, height: 480, keyframe: true, rects, bytes: JPEG, ...fields }
}

async function show(hosted: Hosted, sharer: Guest, ...pictures: { bytes: number }[]): Promise<void> {
  for (const one of pictures) sharer.stream.write(encode(one, Buffer.alloc(one.bytes, ' ')))
  await hosted.settle()
}

function labels(guest: Guest): unknown[] {
  return guest.messages.map(({ label }) => label)
}

function pictures(guest: Guest): unknown[] {
  return guest.messages.filter(({ label }) => label === 'screen').map(({ seq }) => seq)
}

/** Ann shares her screen, Bo watches. */
function watched(...names: string[]) {
  return watchedWith({}, ...names)
}

async function watchedWith(changed: Partial<Limits>, ...names: string[]) {
  const hosted = new Hosted(null, changed)
  const [ann, ...others] = await hosted.meet('Ann', ...names)
  await ann!.say({ action: 'screen_share', kind: 'screen' })
  const from = ann!.session.participant.id
  for (const one of others) await one.say({ action: 'screen_start_watching', from })
  await show(hosted, ann!, picture(0))
  for (const { messages } of [ann!, ...others]) messages.length = 0
  return { hosted, ann: ann!, others, from }
}

describe('pictures', () => {
  it('are sent to many watchers over several turns of the event loop, in order', async () => {
    const clock = new SlowClock()
    const hosted = new Hosted(null, {}, { clock })
    const names = Array.from({ length: 12 }, (_, i) => `Watcher ${i}`)
    const [ann, ...others] = await hosted.meet('Ann', ...names)
    await ann!.say({ action: 'screen_share', kind: 'screen' })
    const from = ann!.session.participant.id
    for (const one of others) await one.say({ action: 'screen_start_watching', from })
    for (const seq of [0, 1, 2]) {
      const rects = [{ x: 100 * seq, y: 0, w: 100, h: 100, bytes: JPEG }]
      ann!.stream.write(encode(picture(seq, { keyframe: seq === 0, rects }), Buffer.alloc(JPEG, ' ')))
    }
    const seen = () => others.map((one) => pictures(one).length)
    while (Math.max(...seen()) === 0) await nextTurn()
    expect(Math.min(...seen())).toBe(0)
    while (Math.min(...seen()) < 3) await nextTurn()
    for (const one of others) expect(pictures(one)).toEqual([0, 1, 2])
  })

  it('take time from the loop budget that all rooms of the server share', async () => {
    const { hosted, ann } = await watched('Bo')
    const take = vi.spyOn(hosted.context.loopBudget, 'take')
    await show(hosted, ann, picture(1))
    // Once for the new picture, once when it was written and there is room again.
    expect(take).toHaveBeenCalledTimes(2)
  })

  it('are counted as received and refused', async () => {
    const { hosted, ann } = await watched('Bo')
    await show(hosted, ann, picture(1), picture(2, { width: 1 }))
    expect(hosted.context.counters.pictures).toEqual({ received: 3, refused: 1, skipped: 0 })
    expect(pictures(ann)).toEqual([])
  })
})

describe('screen_share', () => {
  it('is answered before the room is notified, and is announced to members who join later', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say({ action: 'screen_share', kind: 'camera' })
    const started = { label: 'screen_started', from: ann!.session.participant.id, kind: 'camera' }
    expect(labels(ann!).slice(0, 3)).toEqual(['ack', 'screen_share_response', 'screen_started'])
    expect(ann!.messages[1]).toMatchObject({ status: 'ok' })
    expect(bo!.messages).toContainEqual(started)
    const cy = hosted.connect()
    await cy.say({ action: 'join', room: 'hello' })
    expect(cy.messages).toContainEqual(started)
    hosted.clock.advance(10)
    await hosted.settle()
    const users = bo!.messages.findLast(({ label }) => label === 'room_users')?.users
    expect(users).toMatchObject([{ sharing: true }, { sharing: false }, { sharing: false }])
  })

  it('allows one screen at a time, and a camera for each member', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say({ action: 'screen_share', kind: 'screen' })
    await bo!.say({ action: 'screen_share', kind: 'screen' })
    expect(bo!.messages.at(-1)).toMatchObject({ status: 'someone else is sharing' })
    await bo!.say({ action: 'screen_share', kind: 'camera' })
    await ann!.say({ action: 'screen_share', kind: 'camera' })
    const pushes = bo!.messages.filter(({ label }) => String(label).match(/started|stopped/))
    expect(pushes.map(({ label, from, kind }) => [label, from, kind])).toEqual([
      ['screen_started', 1, 'screen'],
      ['screen_started', 2, 'camera'],
      ['screen_stopped', 1, undefined],
      ['screen_started', 1, 'camera'],
    ])
    await bo!.say({ action: 'screen_share', kind: 'screen' })
    expect(bo!.messages.findLast(({ label }) => label === 'screen_share_response')?.status).toBe('ok')
  })

  it.each([
    ['screen_unshare', (ann: Guest) => ann.say({ action: 'screen_unshare' })],
    ['leaving', (ann: Guest) => ann.say({ action: 'quit_room' })],
    ['a broken connection', (ann: Guest) => ann.breakOff()],
  ])('ends by %s, and another member may share a screen', async (_, end) => {
    const { hosted, ann, others, from } = await watched('Bo')
    await end(ann)
    expect(others[0]!.messages).toContainEqual({ label: 'screen_stopped', from })
    await others[0]!.say({ action: 'screen_share', kind: 'screen' })
    await hosted.settle()
    expect(labels(others[0]!)).toContain('screen_started')
  })

  it('is refused outside a room', async () => {
    const guest = new Hosted().connect()
    await guest.say({ action: 'screen_share', kind: 'screen' }, { action: 'screen_start_watching', from: 1 })
    expect(guest.messages.map(({ code }) => code)).toEqual(['not_in_a_room', 'not_in_a_room'])
  })
})

describe('a sharer whose connection is lost', () => {
  async function cutOff() {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say({ action: 'hello', resumable: true }, { action: 'screen_share', kind: 'screen' })
    const token = ann!.messages.find(({ label }) => label === 'hello')!.resume
    await bo!.say({ action: 'screen_start_watching', from: 1 })
    await ann!.breakOff()
    bo!.messages.length = 0
    return { hosted, bo: bo!, token }
  }

  it('continues sharing when the session resumes, with a keyframe and the same watchers', async () => {
    const { hosted, bo, token } = await cutOff()
    hosted.clock.advance(2_000)
    const again = hosted.connect()
    await again.say({ action: 'hello', resume: token })
    expect(labels(again)).toEqual(
      expect.arrayContaining(['screen_started', 'screen_watchers', 'screen_keyframe_wanted']),
    )
    await show(hosted, again, picture(5))
    expect(labels(bo)).not.toContain('screen_stopped')
    expect(pictures(bo)).toEqual([5])
  })

  it('loses the screen to a member who starts sharing in the meantime', async () => {
    const { bo } = await cutOff()
    await bo.say({ action: 'screen_share', kind: 'screen' })
    expect(bo.messages.filter(({ label }) => String(label).startsWith('screen_s'))).toEqual([
      { label: 'screen_share_response', status: 'ok' },
      { label: 'screen_stopped', from: 1 },
      { label: 'screen_started', from: 2, kind: 'screen' },
    ])
  })
})

describe('a picture', () => {
  it('is forwarded unchanged, to watchers only', async () => {
    const { hosted, ann, others, from } = await watched('Bo', 'Cy')
    const [bo, cy] = others
    await cy!.say({ action: 'screen_stop_watching', from })
    await show(hosted, ann, picture(1, { keyframe: false, more: true, extra: 1 }))
    const { action: _, ...fields } = picture(1, { keyframe: false, more: true })
    expect(bo!.messages).toContainEqual({ label: 'screen', from, ...fields })
    expect(pictures(cy!)).toEqual([])
  })

  it.each([
    ['a sum of bytes that is not the payload', { bytes: JPEG + 1 }],
    ['a rectangle beyond its edge', { width: 639 }],
    ['too many pixels', { width: 4_096, height: 4_096 }],
    ['too long a side', { width: 4_097 }],
    ['no rectangles', { rects: [] }],
    ['half a pixel', { width: 640.5 }],
  ])('with %s is refused and not forwarded', async (_, fields) => {
    const { hosted, ann, others } = await watched('Bo')
    await show(hosted, ann, picture(1, fields))
    expect(ann.messages.find(({ label }) => label === 'error')).toMatchObject({ code: 'bad_message' })
    expect(pictures(others[0]!)).toEqual([])
  })

  it('is refused from a member who does not share', async () => {
    const { hosted, others } = await watched('Bo')
    await show(hosted, others[0]!, picture(1))
    expect(others[0]!.messages).toMatchObject([{ code: 'not_allowed' }])
  })

  it('is dropped whole above the rate limit, with one error per second, and the share continues', async () => {
    const { hosted, ann, others } = await watched('Bo')
    for (let seq = 1; seq <= 100; seq++) await show(hosted, ann, picture(seq, { keyframe: seq === 90 }))
    expect(pictures(others[0]!)).toEqual(Array.from({ length: 59 }, (_, i) => i + 1))
    expect(ann.messages.filter(({ code }) => code === 'too_fast')).toHaveLength(1)
    hosted.clock.advance(1_000)
    await hosted.settle()
    expect(labels(ann)).toContain('screen_keyframe_wanted')
    await show(hosted, ann, picture(101, { keyframe: false }), picture(102), picture(103, { keyframe: false }))
    expect(pictures(others[0]!).slice(59)).toEqual([102, 103])
  })

  it('is dropped whole when one of its pieces was refused, even a keyframe', async () => {
    const { hosted, ann, others } = await watched('Bo')
    await show(hosted, ann, picture(1, { more: true, width: 639 }), picture(1, { more: true }), picture(1), picture(2))
    expect(pictures(others[0]!)).toEqual([2])
  })
})

describe('a watcher', () => {
  it('begins with a requested keyframe, and is counted for the sharer', async () => {
    const hosted = new Hosted()
    const [ann, bo] = await hosted.meet('Ann', 'Bo')
    await ann!.say({ action: 'screen_share', kind: 'screen' })
    await bo!.say({ action: 'screen_start_watching', from: 1 })
    expect(ann!.messages.slice(-2)).toEqual([
      { label: 'screen_watchers', from: 1, count: 1 },
      { label: 'screen_keyframe_wanted' },
    ])
    await show(hosted, ann!, picture(1, { keyframe: false }), picture(2), picture(3, { keyframe: false }))
    expect(pictures(bo!)).toEqual([2, 3])
    await bo!.say({ action: 'quit_room' })
    expect(ann!.messages).toContainEqual({ label: 'screen_watchers', from: 1, count: 0 })
  })

  it('requests a keyframe by repeating screen_start_watching, at most once per second for the sharer', async () => {
    const { hosted, ann, others, from } = await watched('Bo')
    const again = () => others[0]!.say({ action: 'screen_start_watching', from })
    const asked = () => labels(ann).filter((label) => label === 'screen_keyframe_wanted').length
    await again()
    await again()
    expect(asked()).toBe(0)
    hosted.clock.advance(limits.keyframePause)
    await hosted.settle()
    expect(asked()).toBe(1)
    await show(hosted, ann, picture(1, { keyframe: false }), picture(2))
    expect(pictures(others[0]!)).toEqual([2])
    expect(labels(ann)).not.toContain('screen_watchers')
  })

  it('is refused when the other member does not share', async () => {
    const { others } = await watched('Bo')
    await others[0]!.say({ action: 'screen_start_watching', from: 2 }, { action: 'screen_stop_watching' })
    expect(others[0]!.messages).toMatchObject([{ code: 'no_such_user' }])
  })
})

describe('a slow watcher', () => {
  /** Cy reads everything, but acknowledges only when told to. */
  async function slow(changed: Partial<Limits> = {}) {
    const all = await watchedWith(changed, 'Bo', 'Cy')
    const cy = all.others[1]!
    let received = JPEG
    const acknowledge = (bytes: number) => {
      received += bytes
      return cy.say({ action: 'ack', received })
    }
    await acknowledge(0)
    return { ...all, bo: all.others[0]!, cy, acknowledge }
  }
  const delta = (seq: number, kib: number, fields: object = {}) => {
    const bytes = kib * 1024
    const rects = [{ x: 9 * seq, y: 0, w: 9, h: 9, bytes }]
    return picture(seq, { keyframe: false, bytes, rects, ...fields })
  }
  const room = limits.window - limits.voiceRoom

  it('is sent 16 KiB at once and the rest as it acknowledges, without delaying others', async () => {
    const { hosted, ann, bo, cy, acknowledge } = await slow()
    await show(hosted, ann, delta(1, 8), delta(2, 8), delta(3, 8), delta(4, 8))
    expect(pictures(bo)).toEqual([1, 2, 3, 4])
    expect(pictures(cy)).toEqual([1, 2])
    await acknowledge(room / 2)
    expect(pictures(cy)).toEqual([1, 2, 3])
  })

  it.each([
    ['fewer bytes of pictures when the operator narrows the window', 16, [1]],
    ['more bytes of pictures when the operator widens the window', 40, [1, 2, 3, 4]],
    ['one picture at a time when the window is no larger than the room for voice', 8, [1]],
  ])('is sent %s', async (_what, kib, sent) => {
    const { hosted, ann, cy, acknowledge } = await slow({ window: kib * 1024 })
    await show(hosted, ann, delta(1, 8), delta(2, 8), delta(3, 8), delta(4, 8), delta(5, 8))
    expect(pictures(cy)).toEqual(sent)
    await acknowledge(8 * 1024)
    expect(pictures(cy)).toEqual([...sent, sent.length + 1])
  })

  it('is sent voice at once while pictures wait', async () => {
    const { hosted, ann, bo, cy } = await slow()
    await show(hosted, ann, delta(1, 8), delta(2, 8), delta(3, 8))
    const voice = { action: 'voice', bytes: 1920 }
    bo.stream.write(encode(voice, Buffer.alloc(1920, 'v')))
    await hosted.settle()
    hosted.clock.advance(40)
    await hosted.settle()
    expect(pictures(cy)).toEqual([1, 2])
    expect(labels(cy)).toContain('voice')
  })

  it('skips old pictures when a keyframe arrives, but not the picture that was begun', async () => {
    const { hosted, ann, cy, acknowledge } = await slow()
    await show(hosted, ann, delta(1, 15, { more: true }), delta(1, 15), delta(2, 15), delta(3, 1))
    await show(hosted, ann, delta(4, 1, { keyframe: true }), delta(5, 1))
    for (let i = 0; i < 4; i++) await acknowledge(15 * 1024)
    expect(pictures(cy)).toEqual([1, 1, 4, 5])
  })

  it('is sent nothing until the next keyframe when too much waits, which is requested once there is room', async () => {
    const { hosted, ann, cy, acknowledge } = await slow()
    hosted.clock.advance(limits.keyframePause)
    for (let seq = 1; seq <= 55; seq++) await show(hosted, ann, delta(seq, 20))
    expect(pictures(cy)).toEqual([1])
    expect(labels(ann)).not.toContain('screen_keyframe_wanted')
    await acknowledge(20 * 1024)
    expect(labels(ann)).toContain('screen_keyframe_wanted')
    hosted.clock.advance(limits.keyframePause)
    await show(hosted, ann, delta(60, 5), delta(61, 5, { keyframe: true }))
    expect(pictures(cy).at(-1)).toBe(61)
    expect(pictures(cy)).not.toContain(60)
  })
})

describe('the payloads of a sharer', () => {
  it('are acknowledged, including earlier ones and those of refused messages', async () => {
    const hosted = new Hosted()
    const [ann] = await hosted.meet('Ann')
    const voice = encode({ action: 'voice', bytes: 1920 }, Buffer.alloc(1920))
    ann!.stream.write(voice)
    await ann!.say({ action: 'screen_share', kind: 'screen' })
    expect(ann!.messages.filter(({ label }) => label === 'ack')).toEqual([{ label: 'ack', received: 1920 }])
    await show(hosted, ann!, picture(1), picture(2, { width: 1 }))
    hosted.clock.advance(limits.ackAfter)
    await hosted.settle()
    expect(ann!.messages.at(-1)).toEqual({ label: 'ack', received: 1920 + 2 * JPEG })
  })
})
