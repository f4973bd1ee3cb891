import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gainFactor } from '../../src/audio/level.ts'
import { Limiter } from '../../src/audio/limiter.ts'
import { Mixer } from '../../src/audio/mixer.ts'

const FRAME = 24

/** The plain way: for one listener, every other's frame by its factor, added up. */
function reference(frames: readonly Int16Array[], own: number | null, factors: readonly number[]): Int16Array {
  const sum = new Int32Array(FRAME)
  for (const [who, frame] of frames.entries()) {
    if (who === own) continue
    for (let i = 0; i < FRAME; i++) sum[i]! += Math.round(frame[i]! * factors[who]!)
  }
  const out = new Int16Array(FRAME)
  new Limiter(20).limit(sum, out)
  return out
}

const frame = fc
  .array(fc.integer({ min: -32768, max: 32767 }), { minLength: FRAME, maxLength: FRAME })
  .map((samples) => Int16Array.from(samples))
const talkers = fc.array(frame, { minLength: 1, maxLength: 8 })

function mixerOf(frames: readonly Int16Array[]): Mixer {
  const mixer = new Mixer(FRAME)
  mixer.sum([Int16Array.from({ length: FRAME }, () => 32767)])
  mixer.sum(frames)
  return mixer
}

describe('a mix', () => {
  it('for a listener is the sum of all talkers', () => {
    fc.assert(
      fc.property(talkers, (frames) => {
        const out = new Int16Array(FRAME)
        mixerOf(frames).shared(new Limiter(20), out)
        expect(out).toEqual(reference(frames, null, Array(8).fill(1)))
      }),
    )
  })

  it('for a talker is the sum of all other talkers', () => {
    fc.assert(
      fc.property(talkers, (frames) => {
        const mixer = mixerOf(frames)
        for (const [who, own] of frames.entries()) {
          const out = new Int16Array(FRAME)
          mixer.without(own, new Limiter(20), out)
          expect(out).toEqual(reference(frames, who, Array(8).fill(1)))
        }
      }),
    )
  })

  it('with individual gains is the sum of the others, each with its gain', () => {
    const volumes = fc.array(fc.constantFrom(0, gainFactor(-6), 1, gainFactor(12)), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(talkers, volumes, fc.boolean(), (frames, factors, talks) => {
        const own = talks ? 0 : null
        const adjustments = frames.flatMap((one, who) =>
          who !== own && factors[who] !== 1 ? [{ frame: one, factor: factors[who]! }] : [],
        )
        const out = new Int16Array(FRAME)
        mixerOf(frames).adjusted(talks ? frames[0]! : null, adjustments, new Limiter(20), out)
        const expected = reference(frames, own, factors)
        // The difference is rounded and not the frame: each may be off by one where it ends in a half.
        for (let i = 0; i < FRAME; i++) expect(Math.abs(out[i]! - expected[i]!)).toBeLessThanOrEqual(frames.length)
      }),
    )
  })

  it('contains nothing of a talker with gain 0', () => {
    fc.assert(
      fc.property(frame, frame, (kept, off) => {
        const out = new Int16Array(FRAME)
        mixerOf([kept, off]).adjusted(null, [{ frame: off, factor: 0 }], new Limiter(20), out)
        expect(out).toEqual(kept)
      }),
    )
  })

  it('does not modify its input frames', () => {
    const frames = [new Int16Array(FRAME).fill(30_000), new Int16Array(FRAME).fill(20_000)]
    const mixer = mixerOf(frames)
    mixer.without(frames[0]!, new Limiter(20), new Int16Array(FRAME))
    mixer.adjusted(frames[0]!, [{ frame: frames[1]!, factor: 2 }], new Limiter(20), new Int16Array(FRAME))
    expect(frames.map(([first]) => first)).toEqual([30_000, 20_000])
    const out = new Int16Array(FRAME)
    mixer.without(frames[0]!, new Limiter(20), out)
    expect(out).toEqual(frames[1])
  })
})
