import { clipped } from './format.ts'
/** Soft notes one after another, with silence between them. */
export interface Tune {
  /** Hz; 0 is silence. */
  readonly notes: readonly number[]
  /** Seconds of each note. */
  readonly seconds: number
  /** Peak relative to full scale. */
  readonly amplitude: number
}

const REST = 0
const rests = (count: number): number[] => Array<number>(count).fill(REST)

/** Two notes, a fourth apart: to try a speaker. -18 dBFS, quieter than a voice. */
export const TEST_NOTES: Tune = { notes: [587.33, 783.99], seconds: 0.3, amplitude: 0.125 }

/** Rings for a call: a rising figure of four notes, twice, and a pause. Repeated until the call is answered. */
export const RING: Tune = {
  notes: [659.26, 783.99, 987.77, 1318.51, 659.26, 783.99, 987.77, 1318.51, ...rests(12)],
  seconds: 0.125,
  amplitude: 0.2,
}

/** The same during a meeting in a room: short and far below a voice. */
export const QUIET_RING: Tune = { notes: [659.26, 987.77, ...rests(30)], seconds: 0.125, amplitude: 0.03 }

/** What the caller hears while it rings at the other side. */
export const RINGBACK: Tune = { notes: [440, ...rests(3)], seconds: 1, amplitude: 0.06 }

/** Before a call is put through by itself. */
export const CHIME: Tune = { notes: [987.77, 783.99, 1174.66], seconds: 0.18, amplitude: 0.2 }

/** What a client plays over and over until a call is answered or over. */
export const rings = { ring: RING, 'quiet ring': QUIET_RING, ringback: RINGBACK } as const

/** Seconds of fade-in and fade-out of a note, to avoid clicks. */
const FADE_SECONDS = 0.04

/** Plays a tune with other sound; the test notes, unless told. Silent until started. */
export class TunePlayer {
  readonly #rate: number
  readonly #tune: Tune
  readonly #noteLength: number
  #repeats = false
  #at: number

  /** @param rate sample rate in Hz */
  constructor(rate: number, tune = TEST_NOTES) {
    this.#rate = rate
    this.#tune = tune
    this.#noteLength = Math.round(rate * tune.seconds)
    this.#at = this.#end
  }

  /** Starts the tune, or restarts it. @param repeats whether it is played over and over */
  start(repeats = false): void {
    this.#at = 0
    this.#repeats = repeats
  }

  /** Adds the tune to the next samples to be played. Sums are clamped to 16 bits. */
  mixInto(samples: Int16Array): void {
    for (let i = 0; i < samples.length && this.#at < this.#end; i++, this.#at++) {
      const sum = samples[i]! + Math.round(32767 * this.#sample(this.#at))
      samples[i] = clipped(sum)
      if (this.#repeats && this.#at === this.#end - 1) this.#at = -1
    }
  }

  get #end(): number {
    return this.#tune.notes.length * this.#noteLength
  }

  #sample(at: number): number {
    const { notes, seconds: length, amplitude } = this.#tune
    const hz = notes[Math.floor(at / this.#noteLength)]!
    const seconds = (at % this.#noteLength) / this.#rate
    const edge = Math.min(1, Math.min(seconds, length - seconds) / FADE_SECONDS)
    const envelope = 0.5 - 0.5 * Math.cos(Math.PI * edge)
    return amplitude * envelope * Math.sin(2 * Math.PI * hz * seconds)
  }
}
