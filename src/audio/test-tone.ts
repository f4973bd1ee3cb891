import { TEST_NOTES, type Tune } from './tunes.ts'

/** Seconds of fade-in and fade-out of a note, to avoid clicks. */
const FADE_SECONDS = 0.04

/** A tune to be played with other sound; the test tone, unless told. Silent until started. */
export class TestTone {
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
      samples[i] = Math.max(-32768, Math.min(32767, sum))
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
