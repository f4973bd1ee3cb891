import { describe, expect, it } from 'vitest'
import { PlayoutBuffer } from '../../src/audio/playout-buffer.ts'
import { ManualClock } from '../helpers/manual-clock.ts'
import { sine } from '../helpers/tones.ts'

const RATE = 48_000

/** A network and a speaker around a playout buffer, both as uneven as a test wants them. */
class Line {
  readonly clock = new ManualClock()
  readonly buffer: PlayoutBuffer
  readonly played: Int16Array[] = []
  readonly #frameMs: number
  readonly #length: number
  readonly #pull: number
  #sent = 0

  /** @param pull samples that the speaker takes at a time; default: a frame */
  constructor(frameMs = 20, pull?: number) {
    this.#frameMs = frameMs
    this.#length = (RATE * frameMs) / 1000
    this.#pull = pull ?? this.#length
    this.buffer = new PlayoutBuffer({ rate: RATE, frameMs }, this.clock, pull === undefined ? {} : { pull })
  }

  /**
   * Lets frames come for `seconds`, each late by what `late` says for its number (ms), and a speaker play whose
   * frames last `period` ms.
   */
  run(seconds: number, { late = (_: number): number => 0, period = (1000 * this.#pull) / RATE } = {}): this {
    const count = Math.round((seconds * 1000) / this.#frameMs)
    const begin = this.clock.now()
    let arrival = 0
    for (let i = 0; i < count; i++) {
      // TCP keeps the order: a late frame holds up those behind it.
      arrival = Math.max(arrival, begin + i * this.#frameMs + late(i))
      this.clock.after(arrival - begin, () => this.#push())
    }
    for (let at = 5; at < seconds * 1000; at += period) this.clock.after(at, () => this.#play())
    this.clock.advance(seconds * 1000)
    return this
  }

  /** Lets nothing come for `ms`, while the speaker plays on. */
  pause(ms: number): void {
    const period = (1000 * this.#pull) / RATE
    for (let at = 0; at < ms; at += period) {
      this.#play()
      this.clock.advance(period)
    }
  }

  #push(): void {
    const frame = sine(500, RATE, this.#length, 0.25, this.#sent++ * this.#length)
    this.buffer.push(new Uint8Array(frame.buffer))
  }

  #play(): void {
    const out = new Int16Array(this.#pull)
    this.buffer.pull(out)
    this.played.push(out)
  }
}

describe('PlayoutBuffer', () => {
  it.each([
    [20, 30],
    [10, 15],
    [60, 90],
  ])(
    'begins with some delay and goes down to little on a network that is on time: frames of %i ms',
    (frameMs, delay) => {
      const line = new Line(frameMs)
      expect(line.buffer.stats.delay).toBe(delay + 30)
      expect(line.run(1.5).buffer.stats.delay).toBe(delay + 30)
      expect(line.run(30).buffer.stats).toMatchObject({ delay, underruns: 0, dropped: 0 })
    },
  )

  it('adapts its delay to late frames of 10 ms, and then loses none', () => {
    const late = (i: number) => (Math.floor(i / 2) % 7) * 10
    const line = new Line(10).run(4, { late })
    expect(line.buffer.stats.delay).toBe(55)
    line.pause(400)
    const before = line.buffer.stats.underruns
    line.run(10, { late })
    expect(line.buffer.stats.underruns - before).toBeLessThanOrEqual(1)
    expect(line.buffer.stats.dropped).toBe(0)
  })

  it('increases its delay with jitter, and then loses no frame', () => {
    const line = new Line().run(4, { late: (i) => (i % 7) * 10 })
    expect(line.buffer.stats.delay).toBe(70)
    line.pause(400)
    const before = line.buffer.stats.underruns
    line.run(10, { late: (i) => (i % 7) * 10 })
    expect(line.buffer.stats.underruns - before).toBeLessThanOrEqual(1) // the end of the talk before
    expect(line.buffer.stats.dropped).toBe(0)
  })

  it('never exceeds a delay of 120 ms', () => {
    expect(new Line().run(6, { late: (i) => (i % 20) * 19 }).buffer.stats.delay).toBe(120)
  })

  it('reduces its delay only after the network was good for ten seconds', () => {
    const line = new Line().run(4, { late: (i) => (i % 7) * 10 })
    line.run(9)
    expect(line.buffer.stats.delay).toBeGreaterThanOrEqual(70)
    line.run(12)
    expect(line.buffer.stats.delay).toBe(30)
  })

  it.each([
    ['faster', 20, 19.92],
    ['slower', 20, 20.08],
    ['faster', 10, 9.96],
    ['slower', 10, 10.04],
  ])('follows a speaker whose clock is 0.4 % %s without a gap: frames of %i ms', (_, frameMs, period) => {
    const { stats } = new Line(frameMs).run(60, { period }).buffer
    expect(stats.dropped).toBe(0)
    expect(stats.underruns).toBeLessThanOrEqual(1)
  })

  it('returns to its delay within a second after an outage of two', () => {
    const line = new Line().run(3)
    const cut = 100
    line.run(5, { late: (i) => (i < cut ? (cut - i) * 20 : 0) })
    const { stats } = line.buffer
    expect(stats.delay).toBeLessThanOrEqual(60)
    line.pause(1000)
    expect(stats.dropped).toBeGreaterThan(0)
    const played = line.played.slice(-50 - 100, -50).filter((frame) => frame.some((sample) => sample !== 0))
    expect(played.length).toBeGreaterThan(95)
  })

  describe('with pulls of 128 samples', () => {
    it('goes down to less delay than with pulls of a frame', () => {
      const { stats } = new Line(20, 128).run(31).buffer
      expect(stats).toMatchObject({ underruns: 0, dropped: 0 })
      expect(stats.delay).toBeLessThan(15)
    })

    it('plays all samples in order, without a step', () => {
      const { played } = new Line(20, 128).run(1.5)
      const sound = Int16Array.from(played.flatMap((block) => [...block]))
      const first = sound.findIndex((sample) => sample !== 0)
      expect(first / (RATE / 1000)).toBeLessThan(70)
      const expected = sine(500, RATE, sound.length - first, 0.25, 1)
      // The rest of the last block waits for the next frame.
      const end = expected.length - 128
      const wrong = expected.subarray(0, end).findIndex((sample, i) => Math.abs(sample - sound[first + i]!) > 1)
      expect(wrong).toBe(-1)
    })

    it('counts frames and not pulls', () => {
      const { played } = new Line(20, 128).run(10).buffer.stats
      expect(played).toBeGreaterThan(490)
      expect(played).toBeLessThanOrEqual(500)
    })

    it('conceals a gap with a fade, without a step', () => {
      const line = new Line(20, 128).run(2)
      line.pause(100)
      const sound = Int16Array.from(line.played.flatMap((block) => [...block]))
      const steps = sound.subarray(1).map((sample, i) => Math.abs(sample - sound[i]!))
      const steepest = 0.25 * 32767 * 2 * Math.sin((Math.PI * 500) / RATE)
      expect(Math.max(...steps)).toBeLessThan(1.1 * steepest)
      expect(sound.subarray(-128).every((sample) => sample === 0)).toBe(true)
    })

    it('adds the length of bursts of pulls to its delay', () => {
      const line = new Line(20, 128).run(31)
      const { delay } = line.buffer.stats
      line.buffer.burst = 8
      expect(line.buffer.stats.delay).toBe(delay + 8)
    })
  })
})
