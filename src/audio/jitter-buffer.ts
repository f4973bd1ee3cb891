import { type AudioFormat, BYTES_PER_SAMPLE, frameLength } from './format.ts'
import { rmsLevel } from './level.ts'
import { bestLag, longestSplice, shortestSplice, spliceOut } from './splice.ts'

export interface JitterBufferOptions {
  /** ms of sound to gather before playing begins, at the start and after a gap; 0 plays at once. */
  delay: number
  /** ms of sound that may wait; beyond it the oldest is dropped. */
  capacity: number
  /** ms above the delay that may stay until it is quiet; 0, if left out, takes them out of speech too. */
  tolerance?: number
}

export interface JitterBufferStats {
  /** Frames that came. */
  pushed: number
  /** Frames that went out whole. */
  played: number
  /** Pulls that found too little while it was playing: what was missing was concealed. */
  underruns: number
  /** Frames dropped because too many waited, or because they came too late to be worth hearing. */
  dropped: number
  /** Samples taken out by splices to bring the delay back. */
  spliced: number
}

/** ms over which the lowest depth is taken before anything is taken out. */
const PATIENCE = 500
/** ms above the delay at which sound is taken out at every pull, not only where it stays. */
const HASTE = 60
/** ms above the delay that are no burst any more (one of 200 is absorbed) but the rest of an outage: dropped. */
const STALE = 240
/** ms without sound after which what comes in a burst is older than voice may be: also dropped. */
const OUTAGE = 200
/** Below this level a cut is not heard, so the longest splice may be taken without a search; dBFS. */
const QUIET = -50
/** ms of made-up sound, ever softer, that hide a gap. */
const CONCEALED = 60
/** ms over which the sound after a gap takes over from what hid it. */
const CROSSFADE = 2

/**
 * Evens out the arrival of one source's frames. Samples come in by the frame and go out by the frame, and in
 * between the delay is kept: what stays too long (a clock that runs fast, the rest of a burst) is taken out a
 * pitch period at a time, a gap is hidden by repeating the last frame ever more softly.
 */
export class JitterBuffer {
  readonly #rate: number
  readonly #frame: number
  /** Samples of the durations above, and pulls of the patience. */
  readonly #tolerance: number
  readonly #concealed: number
  readonly #crossfade: number
  readonly #patience: number
  readonly #haste: number
  readonly #stale: number
  /** Pulls without sound that are an outage. */
  readonly #outage: number
  /**
   * Samples that are to be there when a frame is pulled: the delay in whole frames, for part of one cannot be played
   * before the next has come, and would be delay for nothing.
   */
  #kept = 0
  /** Pulls in a row that found nothing to play. */
  #emptyPulls = 0
  readonly #samples: Int16Array
  readonly #bytes: Uint8Array
  /** Samples in `#samples` that wait, from `#start` on. They lie in one piece. */
  #start = 0
  #depth = 0
  #playing = false
  #lowest = Infinity
  #pulls = 0
  /** The last frame that went out, before any fade. */
  readonly #last: Int16Array
  /** Samples by which a gap may still be hidden; none before anything was played. */
  #hidingLeft = 0
  #concealing = false
  readonly stats: JitterBufferStats

  /** @param stats may be shared by several buffers, which are counted together then. */
  constructor(
    format: AudioFormat,
    { delay, capacity, tolerance = 0 }: JitterBufferOptions,
    stats: JitterBufferStats = { pushed: 0, played: 0, underruns: 0, dropped: 0, spliced: 0 },
  ) {
    this.stats = stats
    this.#rate = format.rate
    this.#frame = frameLength(format)
    this.#tolerance = this.#samplesIn(tolerance)
    this.#concealed = this.#samplesIn(CONCEALED)
    this.#crossfade = this.#samplesIn(CROSSFADE)
    this.#patience = Math.round(PATIENCE / format.frameMs)
    this.#haste = this.#samplesIn(HASTE)
    this.#stale = this.#samplesIn(STALE)
    this.#outage = Math.round(OUTAGE / format.frameMs)
    this.setDelay(delay)
    const frames = Math.ceil(capacity / format.frameMs)
    // Twice the room, so that what waits can always lie in one piece and is seldom moved.
    this.#samples = new Int16Array(2 * frames * this.#frame)
    this.#bytes = new Uint8Array(this.#samples.buffer)
    this.#last = new Int16Array(this.#frame)
  }

  /** Samples that wait. */
  get depth(): number {
    return this.#depth
  }

  /** Whether a whole frame can be pulled. */
  get ready(): boolean {
    return this.#playing ? this.#depth >= this.#frame : this.#depth >= this.#kept
  }

  /** Changes the delay, in ms: a longer one is waited for after the next gap, a shorter one is worked down to. */
  setDelay(delay: number): void {
    this.#kept = Math.max(1, Math.ceil(this.#samplesIn(delay) / this.#frame)) * this.#frame
  }

  /** Takes in one frame of 16-bit little-endian PCM; it is copied. */
  push(pcm: Uint8Array): void {
    this.stats.pushed++
    if (this.#depth + this.#frame > this.#samples.length / 2) this.#drop()
    if (this.#start + this.#depth + this.#frame > this.#samples.length) this.#moveToFront()
    this.#bytes.set(pcm, (this.#start + this.#depth) * BYTES_PER_SAMPLE)
    this.#depth += this.#frame
  }

  /**
   * Fills `out`, a frame, with the next sound.
   * @returns whether `out` holds any sound; where there is nothing to play and nothing to hide it is silence.
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
    if (this.#depth < this.#frame) return this.#underrun(out)
    out.set(this.#samples.subarray(this.#start, this.#start + this.#frame))
    if (this.#concealing) this.#takeOver(out)
    this.#concealing = false
    this.#hidingLeft = this.#concealed
    this.#consume(this.#frame)
    this.#last.set(out)
    this.stats.played++
    this.#lowest = Math.min(this.#lowest, this.#depth)
    this.#pulls++
    return true
  }

  /** Forgets what waits and what was played, as after a mute. */
  clear(): void {
    this.#depth = 0
    this.#start = 0
    this.#playing = false
    this.#concealing = false
    this.#hidingLeft = 0
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
    return this.#conceal(out, rest) || rest > 0
  }

  /**
   * Fills `out` from `from` on with what was played last, ever softer, then with silence. It is played
   * backwards, and then forwards again, so that the sound never jumps where one end meets the other.
   */
  #conceal(out: Int16Array, from: number): boolean {
    if (this.#hidingLeft === 0) {
      out.fill(0, from)
      return false
    }
    for (let i = from; i < out.length; i++) {
      const mirrored = 2 * from - 1 - i
      out[i] = mirrored >= 0 ? out[mirrored]! : this.#last[out.length + mirrored]!
    }
    this.#last.set(out)
    for (let i = from; i < out.length; i++) out[i] = Math.round(out[i]! * this.#fade())
    this.#concealing = true
    return true
  }

  /** Fades the beginning of `out` in while what hid the gap goes on and fades out. */
  #takeOver(out: Int16Array): void {
    for (let i = 0; i < this.#crossfade; i++) {
      const weight = (i + 1) / (this.#crossfade + 1)
      const hidden = this.#last[out.length - 1 - i]! * this.#fade()
      out[i] = Math.round(out[i]! * weight + hidden * (1 - weight))
    }
  }

  /** How loud the next sample is that hides a gap: from 1 to 0. */
  #fade(): number {
    if (this.#hidingLeft > 0) this.#hidingLeft--
    return this.#hidingLeft / this.#concealed
  }

  /** After an outage goes on with the newest, at once at its delay: nobody wants to hear the past. */
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
    const standing = this.#pulls >= this.#patience ? this.#lowest + this.#frame - this.#kept : 0
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
