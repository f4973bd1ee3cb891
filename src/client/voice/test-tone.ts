/** The two notes in Hz, a fourth apart, and how long each sounds. */
const NOTES = [587.33, 783.99]
const NOTE_SECONDS = 0.3
/** Seconds in which a note swells and dies away, so that it never clicks. */
const FADE_SECONDS = 0.04
/** Of full scale: -18 dBFS, softer than a voice. */
const AMPLITUDE = 0.125

/** Two soft notes, by which one hears whether a speaker works. Silent until it is started. */
export class TestTone {
  readonly #rate: number
  readonly #noteLength: number
  #at: number

  /** @param rate samples a second. */
  constructor(rate: number) {
    this.#rate = rate
    this.#noteLength = Math.round(rate * NOTE_SECONDS)
    this.#at = this.#end
  }

  /** Begins it, anew where it sounds already. */
  start(): void {
    this.#at = 0
  }

  /** Adds what sounds now to `samples`, which are the next to be played. What would be too loud is clamped. */
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
