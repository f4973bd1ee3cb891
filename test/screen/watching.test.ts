import { beforeEach, describe, expect, it } from 'vitest'
import { checkPicture } from '../../src/protocol/picture-shape.ts'
import type { EncodedPicture } from '../../src/screen/picture.ts'
import { Watching } from '../../src/screen/watching.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

/** Notes what a viewer was shown. */
class Noted {
  readonly shown: number[] = []
  readonly ends: number[] = []

  show(from: number, _: EncodedPicture): void {
    this.shown.push(from)
  }

  ended(from: number): void {
    this.ends.push(from)
  }
}

describe('Watching', () => {
  let clock: ManualClock
  let sent: string[]
  let connected: boolean
  let watching: Watching
  let viewer: Noted

  beforeEach(() => {
    clock = new ManualClock()
    sent = []
    connected = true
    viewer = new Noted()
    const link = {
      tell: (action: string, fields: object) => sent.push(`${action} ${JSON.stringify(fields)}`),
      acknowledgeNow: () => sent.push('ack'),
    }
    watching = new Watching(clock, {
      link: () => (connected ? link : null),
      isValid: (piece) => checkPicture(piece).ok,
    })
    watching.take({ label: 'screen_started', from: 2, kind: 'screen' })
  })

  const start = ['ack', 'screen_start_watching {"from":2}']
  const picture = (seq: number, fields: object = {}) => {
    const rects = [{ x: 0, y: 0, w: 4, h: 4, bytes: 5 }]
    const all = { label: 'screen' as const, from: 2, seq, width: 4, height: 4, keyframe: true, rects, bytes: 5 }
    watching.picture({ ...all, ...fields }, Buffer.from('abcde'))
  }

  it('begins with an acknowledgement and ends with the last viewer', () => {
    const other = new Noted()
    watching.want(2, viewer)
    expect(sent).toEqual(start)
    watching.want(2, other)
    expect(sent).toEqual([...start, ...start])
    picture(1)
    expect([viewer.shown, other.shown]).toEqual([[2], [2]])
    watching.release(2, viewer)
    expect(sent).toHaveLength(4)
    watching.release(2, other)
    expect(sent.at(-1)).toBe('screen_stop_watching {"from":2}')
    picture(2)
    expect(viewer.shown).toEqual([2])
  })

  it('measures pictures and bytes per second', () => {
    watching.want(2, viewer)
    for (let seq = 0; seq < 10; seq++) picture(seq)
    expect(watching.rateOf(2)).toEqual({ fps: 5, bytes: 25 })
    clock.advance(2_000)
    expect(watching.rateOf(2)).toEqual({ fps: 0, bytes: 0 })
    expect(watching.rateOf(3)).toBeNull()
  })

  it('requests a keyframe when pictures cannot be decoded, at most every 2 s', () => {
    watching.want(2, viewer)
    clock.advance(2_000)
    sent = []
    picture(1, { keyframe: false })
    picture(2, { keyframe: false })
    expect(sent).toEqual(start)
    clock.advance(2_000)
    picture(3, { keyframe: false })
    expect(sent).toEqual([...start, ...start])
  })

  it.each([
    ['of which a rectangle reaches beyond', { rects: [{ x: 1, y: 0, w: 4, h: 4, bytes: 5 }] }],
    ['whose bytes do not add up', { rects: [{ x: 0, y: 0, w: 4, h: 4, bytes: 4 }] }],
    ['that is too large', { width: 4_096, height: 4_096 }],
  ])('drops a picture %s', (_, fields) => {
    watching.want(2, viewer)
    picture(1, fields)
    expect(viewer.shown).toEqual([])
    picture(2)
    expect(viewer.shown).toEqual([2])
  })

  it('continues over a new connection with the people who still share', () => {
    watching.take({ label: 'screen_started', from: 3, kind: 'camera' })
    watching.want(2, viewer)
    watching.want(3, viewer)
    connected = false
    watching.forgetSharers()
    sent = []
    connected = true
    watching.take({ label: 'screen_started', from: 2, kind: 'screen' })
    expect(sent).toEqual(start)
    watching.settle()
    expect(viewer.ends).toEqual([3])
  })

  it('ends with the share, and when the user leaves the room', () => {
    watching.want(2, viewer)
    watching.take({ label: 'screen_stopped', from: 2 })
    expect(viewer.ends).toEqual([2])
    watching.take({ label: 'screen_started', from: 2, kind: 'screen' })
    expect(sent).toEqual(start)
    watching.want(2, viewer)
    watching.leave()
    expect(viewer.ends).toEqual([2, 2])
  })
})
