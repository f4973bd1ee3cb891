import type { Clock } from '../lib/clock.ts'
import { ArrivalSpread } from './arrival-spread.ts'
import { type AudioFormat, frameLength } from './format.ts'
import { JitterBuffer, type JitterBufferStats } from './jitter-buffer.ts'
import { VariableSpeed } from './variable-speed.ts'

/** The longest playout delay in ms. */
const LONGEST = 120
/** The spread in ms that is reckoned with until one was measured. */
const FIRST_SPREAD = 30
/** Frames added to the spread: the one that is being played, and some more to be safe. */
const MARGIN = 1.5
/** Part of a frame by which whole frames may be less than the delay: the margin covers it, and a frame more is more delay. */
const SHORT_BY = 0.25
/** ms of sound that may wait. */
const CAPACITY = 400
/** ms of sound between two looks at the spread. */
const LOOK_EVERY = 500
/** Looks that must ask for a delay that is shorter by so many ms before it is shortened: ten seconds of talk. */
const SHORTEN_AFTER = 20
const SHORTEN_BY = 5
/** The same for the delay that playing begins with, which nothing speaks for: two seconds. */
const SHORTEN_FIRST_AFTER = 4
/** ms above the delay that wait for a pause; more is taken out of speech too. */
const TOLERANCE = 40
/** The most by which playing is sped up or slowed down, to follow the difference between two clocks. */
const MAX_SPEED_CHANGE = 0.005
/**
 * Frames above and below the shortest wait at which the wait begins to change the speed, and further ones that ask for
 * all of it. The phase between frames and pulls alone is up to one above. Together those below must be less than the margin, for a speaker whose clock is off takes that much of it.
 */
const ABOVE = 2
const FULL_ABOVE = 1
const BELOW = 0.15
const FULL_BELOW = 0.25
/** Weight of the newest in the mean of waits: they are averaged over about 50 frames. */
const SMOOTHING = 0.02

export interface PlayoutStats extends JitterBufferStats {
  /** ms of sound that is gathered before it is played. */
  delay: number
}

/**
 * What stands between the network and a speaker: a jitter buffer whose delay follows what the network does, up to
 * 120 ms, and whose speed follows the speaker's clock.
 */
export class PlayoutBuffer {
  readonly #clock: Clock
  readonly #buffer: JitterBuffer
  readonly #speed: VariableSpeed
  readonly #spread: ArrivalSpread
  readonly #format: AudioFormat
  #delay: number
  /** ms of sound until the next look at the spread. */
  #untilLook = LOOK_EVERY
  #looksShorter = SHORTEN_AFTER - SHORTEN_FIRST_AFTER
  /** The mean of how long a frame waits between its arrival and its play, in ms. */
  #meanWait: number
  #arrivedAt = 0

  constructor(format: AudioFormat, clock: Clock) {
    this.#clock = clock
    this.#format = format
    this.#delay = this.#delayFor(FIRST_SPREAD)
    this.#meanWait = this.#delay - format.frameMs
    this.#spread = new ArrivalSpread(format.frameMs)
    this.#buffer = new JitterBuffer(format, { delay: this.#delay, capacity: CAPACITY, tolerance: TOLERANCE })
    this.#speed = new VariableSpeed(frameLength(format), (out) => this.#buffer.pull(out))
  }

  get stats(): PlayoutStats {
    return { ...this.#buffer.stats, delay: this.#delay }
  }

  /** Takes in one frame of 16-bit little-endian PCM; it is copied. */
  push(pcm: Uint8Array): void {
    this.#arrivedAt = this.#clock.now()
    this.#spread.arrived(this.#arrivedAt)
    this.#buffer.push(pcm)
    this.#untilLook -= this.#format.frameMs
    if (this.#untilLook > 0) return
    this.#untilLook = LOOK_EVERY
    this.#adapt(this.#delayFor(this.#spread.spread()))
  }

  /** Fills `out`, a frame, with what is to be played now; returns whether it holds any sound. */
  pull(out: Int16Array): boolean {
    const sounds = this.#speed.read(out, this.#chooseSpeed())
    if (sounds) this.#meanWait += SMOOTHING * (this.#wait() - this.#meanWait)
    else this.#meanWait = this.#shortestWait
    return sounds
  }

  /**
   * ms that a frame waits at least: the delay in whole frames, of which one is being played, and one more where the
   * speed is changed, for up to a frame of what was pulled is then not played yet.
   */
  get #shortestWait(): number {
    return this.#wholeFrames - (this.#speed.changed ? 0 : this.#format.frameMs)
  }

  /** ms that are gathered for the delay. */
  get #wholeFrames(): number {
    const { frameMs } = this.#format
    return Math.ceil(this.#delay / frameMs - SHORT_BY) * frameMs
  }

  /** What waits, and the time since it last grew: without that it would jump by a frame as two clocks pass by. */
  #wait(): number {
    const { rate, frameMs } = this.#format
    const waiting = ((this.#buffer.depth + this.#speed.waiting) * 1000) / rate
    return waiting + Math.min(frameMs, this.#clock.now() - this.#arrivedAt)
  }

  /** The delay in whole ms that makes up for a spread of so many. */
  #delayFor(spread: number): number {
    return Math.round(Math.min(LONGEST, spread + MARGIN * this.#format.frameMs))
  }

  /** Lengthens the delay at once, shortens it when the network has been better for long. */
  #adapt(delay: number): void {
    this.#looksShorter = delay <= this.#delay - SHORTEN_BY ? this.#looksShorter + 1 : 0
    if (delay <= this.#delay && this.#looksShorter < SHORTEN_AFTER) return
    this.#looksShorter = 0
    this.#delay = delay
    this.#buffer.setDelay(this.#wholeFrames)
  }

  #chooseSpeed(): number {
    const off = (this.#meanWait - this.#shortestWait) / this.#format.frameMs
    if (off > ABOVE) return 1 + MAX_SPEED_CHANGE * Math.min(1, (off - ABOVE) / FULL_ABOVE)
    if (off < -BELOW) return 1 - MAX_SPEED_CHANGE * Math.min(1, (-off - BELOW) / FULL_BELOW)
    return 1
  }
}
