import { type AudioFormat, BYTES_PER_SAMPLE, frameLength } from './format.ts'
import { rmsLevel } from './level.ts'
import { bestLag, longestSplice, shortestSplice, spliceOut } from './splice.ts'

export interface JitterBufferOptions {
  /** Playout delay: ms of audio to buffer before playback starts, initially and after a gap; 0 plays at once. */
  delay: number
  /** Maximum ms of audio in the buffer; beyond it the oldest is dropped. */
  capacity: number
  /** ms above the delay that are removed only in silence. Default: 0, removes any excess from speech too. */
  tolerance?: number
  /** Samples per pull. Default: a frame. */
  pull?: number
}

export interface JitterBufferStats {
  /** Frames received. */
  pushed: number
  /** Frames played completely. */
  played: number
  /** Underruns: pulls that found too few samples during playback. The gap was concealed. */
  underruns: number
  /** Frames dropped because the buffer was full or they arrived too late. */
  dropped: number
  /** Samples removed by splices to restore the delay. */
  spliced: number
}

/** ms over which the minimum depth is observed before samples are removed. */
const PATIENCE = 500
/** ms above the delay from which samples are removed at every pull, without waiting. */
const HASTE = 60
/** ms above the delay that are not a burst (200 ms are absorbed) but the backlog of an outage, which is dropped. */
const STALE = 240
/** ms without audio after which a burst is older than the maximum age of voice, and is also dropped. */
const OUTAGE = 200
/** dBFS; below this level a cut is inaudible, so the longest splice is used without a search. */
const QUIET = -50
/** ms of fading audio that conceal a gap. */
const CONCEALED = 60
/** ms of cross-fade from the concealment to the audio after a gap. */
const CROSSFADE = 2

/**
 * A jitter buffer for one source. Frames go in and come out, and the playout delay between them is kept constant: excess
 * samples (from a fast clock or after a burst) are removed one pitch period at a time, and a gap is concealed by
 * repeating the last frame with a fade.
 */
export class JitterBuffer {
  readonly #rate: number
  readonly #frame: number
  /** Samples per pull. */
  readonly #pull: number
  /** The durations above in samples, or in pulls. */
  readonly #tolerance: number
  readonly #concealed: number
  readonly #crossfade: number
  readonly #patience: number
  readonly #haste: number
  readonly #stale: number
  /** Pulls without audio that count as an outage. */
  readonly #outage: number
  /**
   * Target depth in samples before a pull: the delay in whole pulls. With pulls of whole frames, a partial frame could not
   * be played before the next arrives, so it would only add delay.
   */
  #kept = 0
  /** Consecutive pulls that found nothing to play. */
  #emptyPulls = 0
  readonly #samples: Int16Array
  readonly #bytes: Uint8Array
  /** Number of buffered samples in `#samples`, contiguous from `#start`. */
  #start = 0
  #depth = 0
  #playing = false
  #lowest = Infinity
  #pulls = 0
  /** The last samples played, a frame of them, before any fade. */
  readonly #last: Int16Array
  /** Samples of concealment left, and produced since the gap began; none are left before anything was played. */
  #hidingLeft = 0
  #hidden = 0
  /** Samples played of a frame that is not complete yet. */
  #playedPart = 0
  #concealing = false
  readonly stats: JitterBufferStats

  /** @param stats counters, which several buffers may share */
  constructor(
    format: AudioFormat,
    { delay, capacity, tolerance = 0, pull }: JitterBufferOptions,
    stats: JitterBufferStats = { pushed: 0, played: 0, underruns: 0, dropped: 0, spliced: 0 },
  ) {
    this.stats = stats
    this.#rate = format.rate
    this.#frame = frameLength(format)
    this.#pull = pull ?? this.#frame
    const pullMs = (1000 * this.#pull) / format.rate
    this.#tolerance = this.#samplesIn(tolerance)
    this.#concealed = this.#samplesIn(CONCEALED)
    this.#crossfade = this.#samplesIn(CROSSFADE)
    this.#patience = Math.round(PATIENCE / pullMs)
    this.#haste = this.#samplesIn(HASTE)
    this.#stale = this.#samplesIn(STALE)
    this.#outage = Math.round(OUTAGE / pullMs)
    this.setDelay(delay)
    const frames = Math.ceil(capacity / format.frameMs)
    // Twice the capacity, so that buffered samples stay contiguous and are seldom moved.
    this.#samples = new Int16Array(2 * frames * this.#frame)
    this.#bytes = new Uint8Array(this.#samples.buffer)
    this.#last = new Int16Array(this.#frame)
  }

  /** Number of buffered samples. */
  get depth(): number {
    return this.#depth
  }

  /** Whether a whole pull can be played. */
  get ready(): boolean {
    return this.#depth >= (this.#playing ? this.#pull : this.#kept)
  }

  /** Changes the delay in ms. A longer one takes effect after the next gap, a shorter one gradually. */
  setDelay(delay: number): void {
    this.#kept = Math.max(1, Math.ceil(this.#samplesIn(delay) / this.#pull)) * this.#pull
  }

  /** Adds a frame of 16-bit little-endian PCM, which is copied. */
  push(pcm: Uint8Array): void {
    this.stats.pushed++
    if (this.#depth + this.#frame > this.#samples.length / 2) this.#drop()
    if (this.#start + this.#depth + this.#frame > this.#samples.length) this.#moveToFront()
    this.#bytes.set(pcm, (this.#start + this.#depth) * BYTES_PER_SAMPLE)
    this.#depth += this.#frame
  }

  /**
   * Fills `out`, the samples of one pull, with the next ones.
   *
   * @returns whether `out` contains audio; false if it is silence because there is nothing to play or conceal
   */
  pull(out: Int16Array): boolean {
    if (!this.#playing && !this.ready) {
      this.#emptyPulls++
      return this.#conceal(out, 0)
    }
    this.#dropStale()
    this.#playing = true
    this.#emptyPulls = 0
    this.#shorten()
    if (this.#depth < this.#pull) return this.#underrun(out)
    out.set(this.#samples.subarray(this.#start, this.#start + this.#pull))
    if (this.#concealing) this.#takeOver(out)
    this.#concealing = false
    this.#hidingLeft = this.#concealed
    this.#hidden = 0
    this.#consume(this.#pull)
    this.#remember(out)
    this.#countPlayed()
    this.#lowest = Math.min(this.#lowest, this.#depth)
    this.#pulls++
    return true
  }

  /** Drops the buffered and the last played samples, for example after a mute. */
  clear(): void {
    this.#depth = 0
    this.#start = 0
    this.#playing = false
    this.#concealing = false
    this.#hidingLeft = 0
    this.#hidden = 0
    this.#emptyPulls = 0
    this.#restartWatch()
  }

  #underrun(out: Int16Array): boolean {
    this.stats.underruns++
    this.#playing = false
    this.#restartWatch()
    const rest = this.#depth
    out.set(this.#samples.subarray(this.#start, this.#start + rest))
    this.#consume(rest)
    this.#remember(out.subarray(0, rest))
    return this.#conceal(out, rest) || rest > 0
  }

  /**
   * Conceals a gap: fills `out` from index `from` with the last frame, fading to silence. The frame is played backwards
   * and forwards in turn, so that there is no discontinuity at its ends.
   */
  #conceal(out: Int16Array, from: number): boolean {
    if (this.#hidingLeft === 0) {
      out.fill(0, from)
      return false
    }
    for (let i = from; i < out.length; i++) out[i] = Math.round(this.#mirrored(this.#hidden++) * this.#fade())
    this.#concealing = true
    return true
  }

  /** Cross-fades from the concealment to the beginning of `out`. */
  #takeOver(out: Int16Array): void {
    for (let i = 0; i < this.#crossfade; i++) {
      const weight = (i + 1) / (this.#crossfade + 1)
      const hidden = this.#mirrored(this.#hidden + i) * this.#fade()
      out[i] = Math.round(out[i]! * weight + hidden * (1 - weight))
    }
  }

  /** Sample `index` of the concealment, before the fade. */
  #mirrored(index: number): number {
    const { length } = this.#last
    const at = index % (2 * length)
    return this.#last[at < length ? length - 1 - at : at - length]!
  }

  /** Keeps the last samples played, for concealment. */
  #remember(played: Int16Array): void {
    const kept = this.#last.length - played.length
    if (kept > 0) this.#last.copyWithin(0, played.length)
    this.#last.set(played, kept)
  }

  #countPlayed(): void {
    this.#playedPart += this.#pull
    if (this.#playedPart < this.#frame) return
    this.#playedPart -= this.#frame
    this.stats.played++
  }

  /** The gain of the next sample of concealment, falling from 1 to 0. */
  #fade(): number {
    if (this.#hidingLeft > 0) this.#hidingLeft--
    return this.#hidingLeft / this.#concealed
  }

  /** After an outage, drops the backlog and continues with the newest samples at the target delay. */
  #dropStale(): void {
    const excess = this.#depth - this.#kept
    if (excess <= (this.#emptyPulls >= this.#outage ? this.#haste : this.#stale)) return
    this.#consume(excess)
    this.stats.dropped += Math.round(excess / this.#frame)
    this.#concealing = this.#hidingLeft > 0
    this.#restartWatch()
  }

  #shorten(): void {
    const excess = this.#depth - this.#kept
    const hurried = excess > this.#haste
    const standing = this.#pulls >= this.#patience ? this.#lowest + this.#pull - this.#kept : 0
    if (this.#pulls >= this.#patience) this.#restartWatch()
    const wanted = hurried ? excess : Math.min(standing, excess)
    const spare = Math.min(wanted, longestSplice(this.#rate), Math.floor(this.#depth / 2))
    if (spare < shortestSplice(this.#rate)) return
    const waiting = this.#samples.subarray(this.#start, this.#start + this.#depth)
    const quiet = rmsLevel(waiting.subarray(0, 2 * spare)) < QUIET
    if (!quiet && wanted < this.#tolerance) return
    const lag = quiet ? spare : bestLag(waiting, spare, this.#rate)
    spliceOut(waiting, lag)
    this.#consume(lag)
    this.stats.spliced += lag
  }

  #restartWatch(): void {
    this.#lowest = Infinity
    this.#pulls = 0
  }

  #consume(samples: number): void {
    this.#start += samples
    this.#depth -= samples
    if (this.#depth === 0) this.#start = 0
  }

  #drop(): void {
    this.#consume(this.#frame)
    this.stats.dropped++
  }

  #samplesIn(ms: number): number {
    return Math.round((ms * this.#rate) / 1000)
  }

  #moveToFront(): void {
    this.#samples.copyWithin(0, this.#start, this.#start + this.#depth)
    this.#start = 0
  }
}
