/** The two notes in Hz, a fourth apart. */
const NOTES = [587.33, 783.99]
const NOTE_SECONDS = 0.3
/** Seconds of fade-in and fade-out of a note, to avoid clicks. */
const FADE_SECONDS = 0.04
/** Peak relative to full scale: -18 dBFS, quieter than a voice. */
const AMPLITUDE = 0.125

/** A test tone of two soft notes. Silent until started. */
export class TestTone {
  readonly #rate: number
  readonly #noteLength: number
  #at: number

  /** @param rate sample rate in Hz */
  constructor(rate: number) {
    this.#rate = rate
    this.#noteLength = Math.round(rate * NOTE_SECONDS)
    this.#at = this.#end
  }

  /** Starts the tone, or restarts it. */
  start(): void {
    this.#at = 0
  }

  /** Adds the tone to the next samples to be played. Sums are clamped to 16 bits. */
  mixInto(samples: Int16Array): void {
    for (let i = 0; i < samples.length && this.#at < this.#end; i++, this.#at++) {
      const sum = samples[i]! + Math.round(32767 * this.#sample(this.#at))
      samples[i] = Math.max(-32768, Math.min(32767, sum))
    }
  }

  get #end(): number {
    return NOTES.length * this.#noteLength
  }

  #sample(at: number): number {
    const hz = NOTES[Math.floor(at / this.#noteLength)]!
    const seconds = (at % this.#noteLength) / this.#rate
    const edge = Math.min(1, Math.min(seconds, NOTE_SECONDS - seconds) / FADE_SECONDS)
    const envelope = 0.5 - 0.5 * Math.cos(Math.PI * edge)
    return AMPLITUDE * envelope * Math.sin(2 * Math.PI * hz * seconds)
  }
}
