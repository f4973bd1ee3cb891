/** ms of a piece of output: longer than a period of the lowest voice. */
const PIECE_MS = 20
/** ms that a piece may be taken earlier or later than its time. */
const SEARCH_MS = 10
/** The coarse search looks at about this many samples a second. */
const COARSE_RATE = 8_000

/** Slowest and fastest. */
export const MIN_SPEED = 0.5
export const MAX_SPEED = 3

/**
 * Plays sound faster or slower at its own pitch, by WSOLA (W. Verhelst and M. Roelands, 1993): what would naturally
 * come next fades, piece by piece, into the stretch near the place that time has come to which is most like it. At
 * speed 1 sound passes as it is.
 */
export class TimeStretch {
  /** Samples played for each that is put out, from the next piece on; within `MIN_SPEED` and `MAX_SPEED`. */
  speed: number
  readonly #piece: number
  readonly #search: number
  readonly #step: number
  /** What came in and is still needed; the first has the number `#first`. */
  #samples: Int16Array = new Int16Array(0)
  #first = 0
  /** Where time has come to. */
  #time = 0
  /** What would naturally come next. */
  #natural = 0

  /** @param rate samples a second */
  constructor(rate: number, speed = 1) {
    this.speed = speed
    this.#piece = Math.round((rate * PIECE_MS) / 1000)
    this.#search = Math.round((rate * SEARCH_MS) / 1000)
    this.#step = Math.max(1, Math.floor(rate / COARSE_RATE))
  }

  /** Samples that came in and were not played yet. */
  get waiting(): number {
    return Math.max(0, this.#end - this.#time)
  }

  /** Takes the next sound in; it is copied. */
  push(samples: Int16Array): void {
    const kept = Math.max(0, Math.min(this.#natural, Math.floor(this.#time) - this.#search) - this.#first)
    const joined = new Int16Array(this.#samples.length - kept + samples.length)
    joined.set(this.#samples.subarray(kept))
    joined.set(samples, this.#samples.length - kept)
    this.#samples = joined
    this.#first += kept
  }

  /** The next 20 ms, or null where more has to come in first. */
  pull(): Int16Array | null {
    const needed = Math.max(Math.floor(this.#time) + this.#search, this.#natural) + this.#piece
    return needed <= this.#end ? this.#next() : null
  }

  /** All that is left, once nothing more comes in: altogether the sound becomes as long as its speed says. */
  finish(): Int16Array {
    const end = this.#end
    const pieces: number[] = []
    const start = this.#time
    const length = Math.max(0, Math.round((end - start) / this.speed))
    while (pieces.length < length) {
      this.push(new Int16Array(this.#search + 2 * this.#piece))
      pieces.push(...this.#next())
    }
    return Int16Array.from(pieces.slice(0, length))
  }

  get #end(): number {
    return this.#first + this.#samples.length
  }

  #next(): Int16Array {
    const place = Math.floor(this.#time)
    const chosen = this.#mostAlike(place)
    const out = new Int16Array(this.#piece)
    for (let i = 0; i < out.length; i++) {
      const share = (i + 1) / (out.length + 1)
      const weight = 0.5 - 0.5 * Math.cos(Math.PI * share)
      out[i] = Math.round(this.#at(this.#natural + i) * (1 - weight) + this.#at(chosen + i) * weight)
    }
    this.#natural = chosen + this.#piece
    this.#time += this.#piece * this.speed
    return out
  }

  /** The start of the stretch near `place` that is most like what would naturally come next. */
  #mostAlike(place: number): number {
    const low = Math.max(this.#first, place - this.#search)
    const high = Math.min(this.#end - this.#piece, place + this.#search)
    // Nothing is more like it than itself.
    if (this.#natural >= low && this.#natural <= high && this.speed === 1) return this.#natural
    const coarse = this.#best(low, high, this.#step, place)
    return this.#best(Math.max(low, coarse - this.#step), Math.min(high, coarse + this.#step), 1, coarse)
  }

  #best(low: number, high: number, step: number, otherwise: number): number {
    let best = Math.max(low, Math.min(high, otherwise))
    let mostLikely = -Infinity
    for (let start = low; start <= high; start += step) {
      let product = 0
      let energy = 1
      for (let i = 0; i < this.#piece; i += step) {
        const sample = this.#at(start + i)
        product += this.#at(this.#natural + i) * sample
        energy += sample * sample
      }
      const likeness = product / Math.sqrt(energy)
      if (likeness > mostLikely) {
        mostLikely = likeness
        best = start
      }
    }
    return best
  }

  #at(index: number): number {
    return this.#samples[index - this.#first] ?? 0
  }
}
