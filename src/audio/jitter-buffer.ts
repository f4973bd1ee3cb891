import { BYTES_PER_SAMPLE, FRAME_MS, frameLength } from './format.ts'
import { rmsLevel } from './level.ts'
import { bestLag, longestSplice, shortestSplice, spliceOut } from './splice.ts'

export interface JitterBufferOptions {
  /** Samples a second. */
  rate: number
  /** ms of sound to gather before playing begins, at the start and after a gap; 0 plays at once. */
  delay: number
  /** ms of sound that may wait; beyond it the oldest is dropped. */
  capacity: number
}

export interface JitterBufferStats {
  /** Frames that came. */
  pushed: number
  /** Frames that went out whole. */
  played: number
  /** Pulls that found too little while it was playing: what was missing was concealed. */
  underruns: number
  /** Frames dropped because too many waited. */
  dropped: number
  /** Samples taken out by splices to bring the delay back. */
  spliced: number
}

/** Pulls over which the lowest depth is taken before anything is taken out: half a second. */
const PATIENCE = 25
/** ms above the delay at which sound is taken out at every pull, not only where it stays. */
const HASTE = 60
/** Below this level a cut is not heard, so the longest splice may be taken without a search; dBFS. */
const QUIET = -50
/** Frames that are repeated, each softer, to hide a gap. */
const CONCEALED_FRAMES = 3

/**
 * Evens out the arrival of one source's frames. Samples come in by the frame and go out by the frame, and in
 * between the delay is kept: what stays too long (a clock that runs fast, the rest of a burst) is taken out a
 * pitch period at a time, a gap is hidden by repeating the last frame ever more softly.
 */
export class JitterBuffer {
  readonly #rate: number
  readonly #frame: number
  readonly #delay: number
  readonly #haste: number
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
  /** Frames by which a gap may still be hidden; none before anything was played. */
  #repeatsLeft = 0
  #concealing = false
  readonly stats: JitterBufferStats = { pushed: 0, played: 0, underruns: 0, dropped: 0, spliced: 0 }

  constructor(options: JitterBufferOptions) {
    this.#rate = options.rate
    this.#frame = frameLength(options.rate)
    this.#delay = Math.round((options.delay * options.rate) / 1000)
    this.#haste = this.#delay + Math.round((HASTE * options.rate) / 1000)
    const frames = Math.ceil(options.capacity / FRAME_MS)
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
    return this.#playing ? this.#depth >= this.#frame : this.#depth >= Math.max(this.#frame, this.#delay)
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
    if (!this.#playing && !this.ready) return this.#conceal(out, 0)
    this.#playing = true
    this.#shorten()
    if (this.#depth < this.#frame) return this.#underrun(out)
    out.set(this.#samples.subarray(this.#start, this.#start + this.#frame))
    if (this.#concealing) fadeIn(out)
    this.#concealing = false
    this.#repeatsLeft = CONCEALED_FRAMES
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
    this.#repeatsLeft = 0
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
   * Fills `out` from `from` on with what was played last, softer each time, then with silence. It is played
   * backwards, and then forwards again, so that the sound never jumps where one end meets the other.
   */
  #conceal(out: Int16Array, from: number): boolean {
    if (this.#repeatsLeft === 0) {
      out.fill(0, from)
      return false
    }
    for (let i = from; i < out.length; i++) {
      const mirrored = 2 * from - 1 - i
      out[i] = mirrored >= 0 ? out[mirrored]! : this.#last[out.length + mirrored]!
    }
    this.#last.set(out)
    const loud = this.#repeatsLeft / CONCEALED_FRAMES
    const step = 1 / CONCEALED_FRAMES / (out.length - from)
    for (let i = from; i < out.length; i++) out[i] = Math.round(out[i]! * (loud - step * (i - from)))
    this.#repeatsLeft--
    this.#concealing = true
    return true
  }

  #shorten(): void {
    const excess = this.#depth - this.#frame - this.#delay
    const hurried = this.#depth - this.#frame > this.#haste
    const standing = this.#pulls >= PATIENCE ? this.#lowest - this.#delay : 0
    if (this.#pulls >= PATIENCE) this.#restartWatch()
    const wanted = hurried ? excess : Math.min(standing, excess)
    const spare = Math.min(wanted, longestSplice(this.#rate), Math.floor(this.#depth / 2))
    if (spare < shortestSplice(this.#rate)) return
    const waiting = this.#samples.subarray(this.#start, this.#start + this.#depth)
    const quiet = rmsLevel(waiting.subarray(0, 2 * spare)) < QUIET
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

  #moveToFront(): void {
    this.#samples.copyWithin(0, this.#start, this.#start + this.#depth)
    this.#start = 0
  }
}

/** Lets a sound that begins after a gap come in over 2 ms, so that it does not click. */
function fadeIn(samples: Int16Array): void {
  const length = Math.floor(samples.length / 10)
  for (let i = 0; i < length; i++) samples[i] = Math.round((samples[i]! * (i + 1)) / length)
}
