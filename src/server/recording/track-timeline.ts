import type { WavSummary, WavWriter } from '../../audio/wav/wav-writer.ts'

/** ms by which a frame may be late before its slot is left silent. */
const LATE = 60
/** ms by which sound may run ahead of the clock before a frame is dropped: more than the burst that a room allows. */
const EARLY = 400

/**
 * Assigns each mixed frame of a room to a slot of its recording, counted in frames from the start. A room is mixed when
 * sound arrives and not by a clock, so frames are early, late, in bursts or missing. Frames of one stretch of speech
 * are placed back to back; the difference to the monotonic clock is made up in silence, or when it grows too large.
 */
export class Timeline {
  readonly #slotMs: number
  readonly #late: number
  readonly #early: number
  /** ms of the clock at which slot 0 would be, had there been no pause. */
  #origin: number
  #pausedAt: number | null = null
  #next = 0
  /** Whether the slot before the next one is silent, so that a gap there tears nothing apart. */
  #silent = true

  /** @param slotMs exact ms of sound in a frame @param now ms of the monotonic clock */
  constructor(slotMs: number, now: number) {
    this.#slotMs = slotMs
    this.#late = Math.floor(LATE / slotMs)
    this.#early = Math.ceil(EARLY / slotMs)
    this.#origin = now
  }

  get paused(): boolean {
    return this.#pausedAt !== null
  }

  /** The time of the recording at `now`, in ms; it stops during a pause. */
  at(now: number): number {
    return (this.#pausedAt ?? now) - this.#origin
  }

  /**
   * The slot of a frame that was mixed at `now`; null when the frame is to be dropped.
   * @param quiet whether a gap before the frame, or its absence, is inaudible
   */
  place(now: number, quiet: boolean): number | null {
    if (this.paused) return null
    const behind = this.#due(now) - this.#next
    if (behind > this.#late || (behind > 0 && (quiet || this.#silent))) this.#next += behind
    else if (-behind > this.#early || (quiet && behind < -1)) return null
    this.#silent = false
    return this.#next++
  }

  /** The slot before which no frame will be placed any more. */
  settled(now: number): number {
    const settled = this.#due(now) - this.#late
    if (settled > this.#next) {
      this.#next = settled
      this.#silent = true
    }
    return this.#next
  }

  /** The slot after the last one, if the recording ends at `now`. */
  end(now: number): number {
    return Math.max(this.#next, this.#due(now))
  }

  /** Pauses or resumes at `now`. */
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

/** Slots after which a silent file is extended. */
const RARELY = 500

/** A sound file of a recording: frames in their slots, and silence in between. */
export class Track {
  readonly #writer: WavWriter
  readonly #frame: number
  #next = 0
  /** Whether no frame was placed since the last `settle`. */
  #settled = true

  /** @param frame samples per slot */
  constructor(writer: WavWriter, frame: number) {
    this.#writer = writer
    this.#frame = frame
  }

  /** Writes a frame into its slot, which must follow all earlier ones. */
  place(slot: number, samples: Int16Array): void {
    this.#reach(slot)
    this.#writer.write(samples)
    this.#next = slot + 1
    this.#settled = false
  }

  /** Fills the file with silence up to `slot`, before which no frame will be placed any more. */
  settle(slot: number): void {
    if (this.#settled && slot - this.#next < RARELY) return
    this.#reach(slot)
    this.#settled = true
  }

  /** Fills the file with silence up to `slot` and closes it. */
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
