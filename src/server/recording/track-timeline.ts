import type { WavSummary, WavWriter } from '../../audio/wav/wav-writer.ts'

/** ms that sound may come late before the time it should have come is left silent. */
const LATE = 60
/** ms that sound may run ahead of the clock before a frame is left out: more than the burst that a room lets pass. */
const EARLY = 400

/**
 * Where each mixed frame of a room belongs in its recording, counted in frames ("slots") from the beginning. Rooms
 * are mixed when sound is there and not by a clock, so that frames come early, late, in bursts or not at all. Those of
 * one stretch of speech follow each other, and silence takes up the difference to the monotonic clock: where nobody
 * talks, or where it has grown too large.
 */
export class Timeline {
  readonly #slotMs: number
  readonly #late: number
  readonly #early: number
  /** ms of the clock at which the first slot would be, had there been no pause. */
  #origin: number
  #pausedAt: number | null = null
  #next = 0
  /** Whether the slot before the next one is silent, so that nothing is torn where the next is later. */
  #silent = true

  /** @param slotMs ms of sound in a frame, exactly. @param now ms of the monotonic clock. */
  constructor(slotMs: number, now: number) {
    this.#slotMs = slotMs
    this.#late = Math.floor(LATE / slotMs)
    this.#early = Math.ceil(EARLY / slotMs)
    this.#origin = now
  }

  get paused(): boolean {
    return this.#pausedAt !== null
  }

  /** ms of the recording at `now`; it stands still in a pause. */
  at(now: number): number {
    return (this.#pausedAt ?? now) - this.#origin
  }

  /**
   * The slot of a frame that was mixed at `now`; null where it has none and is left out.
   * @param quiet whether nobody would hear a gap before it, or its being left out.
   */
  place(now: number, quiet: boolean): number | null {
    if (this.paused) return null
    const behind = this.#due(now) - this.#next
    if (behind > this.#late || (behind > 0 && (quiet || this.#silent))) this.#next += behind
    else if (-behind > this.#early || (quiet && behind < -1)) return null
    this.#silent = false
    return this.#next++
  }

  /** The slot before which no frame will come any more. */
  settled(now: number): number {
    const settled = this.#due(now) - this.#late
    if (settled > this.#next) {
      this.#next = settled
      this.#silent = true
    }
    return this.#next
  }

  /** The slot after the last, where the recording ends at `now`. */
  end(now: number): number {
    return Math.max(this.#next, this.#due(now))
  }

  /** Lets time stand still, or go on. */
  pause(on: boolean, now: number): void {
    if (on) this.#pausedAt ??= now
    else if (this.#pausedAt !== null) {
      this.#origin += now - this.#pausedAt
      this.#pausedAt = null
    }
  }

  #due(now: number): number {
    return Math.floor(this.at(now) / this.#slotMs)
  }
}

/** Slots after which a silent file is made longer all the same. */
const RARELY = 500

/** A sound file of a recording: frames in their slots, silence between. */
export class Track {
  readonly #writer: WavWriter
  readonly #frame: number
  #next = 0
  /** Whether nothing came since the file was last brought up to date. */
  #settled = true

  /** @param frame samples of a slot. */
  constructor(writer: WavWriter, frame: number) {
    this.#writer = writer
    this.#frame = frame
  }

  /** Puts a frame into its slot, which comes after those before. */
  place(slot: number, samples: Int16Array): void {
    this.#reach(slot)
    this.#writer.write(samples)
    this.#next = slot + 1
    this.#settled = false
  }

  /** Nothing comes before `slot` any more: what waits is written. */
  settle(slot: number): void {
    if (this.#settled && slot - this.#next < RARELY) return
    this.#reach(slot)
    this.#settled = true
  }

  /** Closes the file, with silence up to `slot`. */
  close(slot: number): Promise<WavSummary> {
    this.#reach(slot)
    return this.#writer.close()
  }

  #reach(slot: number): void {
    if (slot <= this.#next) return
    this.#writer.skip((slot - this.#next) * this.#frame)
    this.#next = slot
  }
}
