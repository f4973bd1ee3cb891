import { describe, expect, it } from 'vitest'
import { PlayoutBuffer } from '../../src/audio/playout-buffer.ts'
import { ManualClock } from '../helpers/manual-clock.ts'
import { sine } from '../helpers/tones.ts'

const RATE = 48_000
const FRAME = 960

/** A network and a speaker around a playout buffer, both as uneven as a test wants them. */
class Line {
  readonly clock = new ManualClock()
  readonly buffer = new PlayoutBuffer(RATE, this.clock)
  readonly played: Int16Array[] = []
  #sent = 0

  /**
   * Lets frames come for `seconds`, each late by what `late` says for its number (ms), and a speaker play whose
   * frames last `period` ms.
   */
  run(seconds: number, { late = (_: number): number => 0, period = 20 } = {}): this {
    const count = Math.round(seconds * 50)
    const begin = this.clock.now()
    let arrival = 0
    for (let i = 0; i < count; i++) {
      // TCP keeps the order: a late frame holds up those behind it.
      arrival = Math.max(arrival, begin + i * 20 + late(i))
      this.clock.after(arrival - begin, () => this.#push())
    }
    for (let at = 5; at < seconds * 1000; at += period) this.clock.after(at, () => this.#play())
    this.clock.advance(seconds * 1000)
    return this
  }

  /** Lets nothing come for `ms`, while the speaker plays on. */
  pause(ms: number): void {
    for (let at = 0; at < ms; at += 20) {
      this.#play()
      this.clock.advance(20)
    }
  }

  #push(): void {
    const frame = sine(500, RATE, FRAME, 0.25, this.#sent++ * FRAME)
    this.buffer.push(new Uint8Array(frame.buffer))
  }

  #play(): void {
    const out = new Int16Array(FRAME)
    this.buffer.pull(out)
    this.played.push(out)
  }
}

describe('the playout buffer', () => {
  it('goes down to little delay on a network that is on time', () => {
    expect(new Line().run(30).buffer.stats).toMatchObject({ delay: 30, underruns: 0, dropped: 0 })
  })

  it('waits longer where frames come unevenly, and then loses none', () => {
    const line = new Line().run(4, { late: (i) => (i % 7) * 10 })
    expect(line.buffer.stats.delay).toBe(70)
    line.pause(400)
    const before = line.buffer.stats.underruns
    line.run(10, { late: (i) => (i % 7) * 10 })
    expect(line.buffer.stats.underruns - before).toBeLessThanOrEqual(1) // the end of the talk before
    expect(line.buffer.stats.dropped).toBe(0)
  })

  it('never waits for more than 120 ms', () => {
    expect(new Line().run(6, { late: (i) => (i % 20) * 19 }).buffer.stats.delay).toBe(120)
  })

  it('comes back once the network has been good for ten seconds, and not before', () => {
    const line = new Line().run(4, { late: (i) => (i % 7) * 10 })
    line.run(9)
    expect(line.buffer.stats.delay).toBeGreaterThanOrEqual(70)
    line.run(12)
    expect(line.buffer.stats.delay).toBe(30)
  })

  it.each([
    ['faster', 19.92],
    ['slower', 20.08],
  ])('follows a speaker whose clock is 0.4 % %s without a gap', (_, period) => {
    const { stats } = new Line().run(60, { period }).buffer
    expect(stats.dropped).toBe(0)
    expect(stats.underruns).toBeLessThanOrEqual(1)
  })

  it('is back at its delay within a second after a cut of two', () => {
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
})
