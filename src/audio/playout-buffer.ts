import type { Clock } from '../lib/clock.ts'
import { ArrivalSpread } from './arrival-spread.ts'
import { type AudioFormat, frameLength } from './format.ts'
import { JitterBuffer, type JitterBufferStats } from './jitter-buffer.ts'
import { VariableSpeed } from './variable-speed.ts'

/** Maximum playout delay in ms. */
const LONGEST = 120
/** Jitter in ms that is assumed until it has been measured. */
const FIRST_SPREAD = 30
/** Safety margin in frames added to the jitter, besides the pull being played. */
const MARGIN = 0.5
/** Fraction of a pull by which the delay may be rounded down to whole pulls; the margin covers it. */
const SHORT_BY = 0.25
/** Maximum ms of audio in the buffer. */
const CAPACITY = 400
/** ms of audio between two evaluations of the jitter. */
const LOOK_EVERY = 500
/** Consecutive evaluations that must allow a delay shorter by this many ms before it is shortened: ten seconds of voice. */
const SHORTEN_AFTER = 20
const SHORTEN_BY = 5
/** The same for the initial delay, which is only a guess: two seconds. */
const SHORTEN_FIRST_AFTER = 4
/** ms above the delay that are removed only in pauses; more is removed from speech too. */
const TOLERANCE = 40
/** Maximum change of playback speed, to compensate for clock drift. */
const MAX_SPEED_CHANGE = 0.005
/**
 * Frames above and below the minimum wait at which the speed begins to change, and further frames up to the maximum change.
 * The phase between frames and pulls alone is up to one frame above. Those below must add up to less than the margin,
 * because a speaker with a drifting clock uses that much of it.
 */
const ABOVE = 2
const FULL_ABOVE = 1
const BELOW = 0.15
const FULL_BELOW = 0.25
/** Weight of a frame in the moving average of waits, which spans about 50 frames. */
const SMOOTHING = 0.02

export interface PlayoutOptions {
  /** Samples per pull. Default: a frame. */
  readonly pull?: number
}

export interface PlayoutStats extends JitterBufferStats {
  /** Current playout delay in ms. */
  delay: number
}

/**
 * The adaptive buffer between network and speaker: its delay follows the jitter of the network, up to 120 ms, and its speed
 * follows the clock of the speaker.
 */
export class PlayoutBuffer {
  readonly #clock: Clock
  readonly #buffer: JitterBuffer
  readonly #speed: VariableSpeed
  readonly #spread: ArrivalSpread
  readonly #format: AudioFormat
  /** ms of a pull. */
  readonly #pullMs: number
  readonly #smoothing: number
  #burst = 0
  #delay: number
  /** ms of audio until the next evaluation of the jitter. */
  #untilLook = LOOK_EVERY
  #looksShorter = SHORTEN_AFTER - SHORTEN_FIRST_AFTER
  /** Average time between arrival and playback of a frame, in ms. */
  #meanWait: number
  #arrivedAt = 0

  constructor(format: AudioFormat, clock: Clock, { pull = frameLength(format) }: PlayoutOptions = {}) {
    this.#clock = clock
    this.#format = format
    this.#pullMs = (1000 * pull) / format.rate
    this.#smoothing = (SMOOTHING * this.#pullMs) / format.frameMs
    this.#delay = this.#delayFor(FIRST_SPREAD)
    this.#meanWait = this.#delay - this.#pullMs
    this.#spread = new ArrivalSpread(format.frameMs)
    const options = { delay: this.#delay, capacity: CAPACITY, tolerance: TOLERANCE, pull }
    this.#buffer = new JitterBuffer(format, options)
    this.#speed = new VariableSpeed(pull, (out) => this.#buffer.pull(out))
  }

  /** Sets how many ms of pulls the speaker makes at once, beyond the first; they add to the delay. */
  set burst(ms: number) {
    const longer = ms - this.#burst
    this.#burst = ms
    // A shorter burst shows in the next evaluations of the jitter, as a better network does.
    if (longer > 0) this.#setDelay(Math.min(LONGEST, this.#delay + longer))
  }

  get stats(): PlayoutStats {
    return { ...this.#buffer.stats, delay: this.#delay }
  }

  /**
   * Adds a frame of 16-bit little-endian PCM, which is copied.
   * @param arrival when it arrived, in ms of any clock; default: now
   */
  push(pcm: Uint8Array, arrival?: number): void {
    this.#arrivedAt = this.#clock.now()
    this.#spread.arrived(arrival ?? this.#arrivedAt)
    this.#buffer.push(pcm)
    this.#untilLook -= this.#format.frameMs
    if (this.#untilLook > 0) return
    this.#untilLook = LOOK_EVERY
    this.#adapt(this.#delayFor(this.#spread.spread()))
  }

  /** Fills `out`, the samples of one pull, with those to play now. Returns whether it contains audio. */
  pull(out: Int16Array): boolean {
    const sounds = this.#speed.read(out, this.#chooseSpeed())
    if (sounds) this.#meanWait += this.#smoothing * (this.#wait() - this.#meanWait)
    else this.#meanWait = this.#shortestWait
    return sounds
  }

  /**
   * Minimum wait of a frame in ms: the delay in whole pulls minus the one being played, plus one if the speed is changed,
   * since up to a pull of samples is then not played yet.
   */
  get #shortestWait(): number {
    return this.#wholePulls - (this.#speed.changed ? 0 : this.#pullMs)
  }

  /** The delay in ms, rounded to whole pulls. */
  get #wholePulls(): number {
    return Math.ceil(this.#delay / this.#pullMs - SHORT_BY) * this.#pullMs
  }

  /** Buffered ms plus the time since the last arrival; without that it would jump by a frame as two clocks drift. */
  #wait(): number {
    const { rate, frameMs } = this.#format
    const waiting = ((this.#buffer.depth + this.#speed.waiting) * 1000) / rate
    return waiting + Math.min(frameMs, this.#clock.now() - this.#arrivedAt)
  }

  /** The delay in whole ms that absorbs this jitter in ms. */
  #delayFor(spread: number): number {
    const margin = this.#pullMs + MARGIN * this.#format.frameMs + this.#burst
    return Math.round(Math.min(LONGEST, spread + margin))
  }

  /** Increases the delay at once, and decreases it only after the network has been better for a while. */
  #adapt(delay: number): void {
    this.#looksShorter = delay <= this.#delay - SHORTEN_BY ? this.#looksShorter + 1 : 0
    if (delay <= this.#delay && this.#looksShorter < SHORTEN_AFTER) return
    this.#looksShorter = 0
    this.#setDelay(delay)
  }

  #setDelay(delay: number): void {
    this.#delay = delay
    this.#buffer.setDelay(this.#wholePulls)
  }

  #chooseSpeed(): number {
    const off = (this.#meanWait - this.#shortestWait) / this.#format.frameMs
    if (off > ABOVE) return 1 + MAX_SPEED_CHANGE * Math.min(1, (off - ABOVE) / FULL_ABOVE)
    if (off < -BELOW) return 1 - MAX_SPEED_CHANGE * Math.min(1, (-off - BELOW) / FULL_BELOW)
    return 1
  }
}
