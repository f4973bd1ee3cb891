import type { Clock } from '../clock.ts'
import { ArrivalSpread } from './arrival-spread.ts'
import { FRAME_MS, frameLength } from './format.ts'
import { JitterBuffer, type JitterBufferStats } from './jitter-buffer.ts'
import { VariableSpeed } from './variable-speed.ts'

/** Bounds of the playout delay in ms, and what it begins with. */
const SHORTEST = 20
const LONGEST = 120
const FIRST = 60
/** ms added to the spread that was measured, besides the frame that is being played. */
const MARGIN = 10
/** ms by which whole frames may be less than the delay: the margin covers it, and a frame more is more delay. */
const SHORT_BY = 5
/** ms of sound that may wait. */
const CAPACITY = 400
/** Frames between two looks at the spread: half a second. */
const LOOK_EVERY = 25
/** Looks that must ask for a delay that is shorter by so many ms before it is shortened: ten seconds of talk. */
const SHORTEN_AFTER = 20
const SHORTEN_BY = 10
/** ms above the delay that wait for a pause; more is taken out of speech too. */
const TOLERANCE = 40
/** The most by which playing is sped up or slowed down, to follow the difference between two clocks. */
const MAX_SPEED_CHANGE = 0.005
/**
 * ms above and below the shortest wait at which the wait begins to change the speed, and further ms that ask for all
 * of it. The phase between frames and pulls alone is up to 20 above.
 */
const ABOVE = 40
const FULL_ABOVE = 20
const BELOW = 3
const FULL_BELOW = 5
/** Weight of the newest in the mean of waits: they are averaged over about a second. */
const SMOOTHING = 0.02

export interface PlayoutStats extends JitterBufferStats {
  /** ms of sound that is gathered before it is played. */
  delay: number
}

/**
 * What stands between the network and a speaker: a jitter buffer whose delay follows what the network does, 20 to
 * 120 ms, and whose speed follows the speaker's clock.
 */
export class PlayoutBuffer {
  readonly #clock: Clock
  readonly #buffer: JitterBuffer
  readonly #speed: VariableSpeed
  readonly #spread = new ArrivalSpread(FRAME_MS)
  readonly #samplesPerMs: number
  #delay = FIRST
  #untilLook = LOOK_EVERY
  #looksShorter = 0
  /** The mean of how long a frame waits between its arrival and its play, in ms. */
  #meanWait = FIRST - FRAME_MS
  #arrivedAt = 0

  /** @param rate samples a second. */
  constructor(rate: number, clock: Clock) {
    this.#clock = clock
    this.#samplesPerMs = rate / 1000
    this.#buffer = new JitterBuffer({ rate, delay: FIRST, capacity: CAPACITY, tolerance: TOLERANCE })
    this.#speed = new VariableSpeed(frameLength(rate), (out) => this.#buffer.pull(out))
  }

  get stats(): PlayoutStats {
    return { ...this.#buffer.stats, delay: this.#delay }
  }

  /** Takes in one frame of 16-bit little-endian PCM; it is copied. */
  push(pcm: Uint8Array): void {
    this.#arrivedAt = this.#clock.now()
    this.#spread.arrived(this.#arrivedAt)
    this.#buffer.push(pcm)
    if (--this.#untilLook > 0) return
    this.#untilLook = LOOK_EVERY
    this.#adapt(FRAME_MS + this.#spread.spread() + MARGIN)
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
    return wholeFrames(this.#delay) - (this.#speed.changed ? 0 : FRAME_MS)
  }

  /** What waits, and the time since it last grew: without that it would jump by a frame as two clocks pass by. */
  #wait(): number {
    const waiting = (this.#buffer.depth + this.#speed.waiting) / this.#samplesPerMs
    return waiting + Math.min(FRAME_MS, this.#clock.now() - this.#arrivedAt)
  }

  /** Lengthens the delay at once, shortens it when the network has been better for long. */
  #adapt(wanted: number): void {
    const delay = Math.round(Math.min(LONGEST, Math.max(SHORTEST, wanted)))
    this.#looksShorter = delay <= this.#delay - SHORTEN_BY ? this.#looksShorter + 1 : 0
    if (delay <= this.#delay && this.#looksShorter < SHORTEN_AFTER) return
    this.#looksShorter = 0
    this.#delay = delay
    this.#buffer.setDelay(wholeFrames(delay))
  }

  #chooseSpeed(): number {
    const off = this.#meanWait - this.#shortestWait
    if (off > ABOVE) return 1 + MAX_SPEED_CHANGE * Math.min(1, (off - ABOVE) / FULL_ABOVE)
    if (off < -BELOW) return 1 - MAX_SPEED_CHANGE * Math.min(1, (-off - BELOW) / FULL_BELOW)
    return 1
  }
}

/** What is gathered for a delay, both in ms. */
function wholeFrames(delay: number): number {
  return Math.ceil((delay - SHORT_BY) / FRAME_MS) * FRAME_MS
}
