/** Length of an output segment, ms: longer than a period of the lowest voice. */
const PIECE_MS = 20
/** Search range around the nominal position, ± ms. */
const SEARCH_MS = 10
/** Approximate sample rate of the coarse search, Hz. */
const COARSE_RATE = 8_000

/** Limits of the playback speed. */
export const MIN_SPEED = 0.5
export const MAX_SPEED = 3

/**
 * Changes the speed of audio without its pitch, by WSOLA (W. Verhelst and M. Roelands, 1993): each output segment
 * cross-fades the natural continuation of the last one into the most similar audio near the nominal position. At
 * speed 1 the samples pass unchanged.
 */
export class TimeStretch {
  /** Input samples per output sample, from the next segment on; `MIN_SPEED` to `MAX_SPEED`. */
  speed: number
  readonly #piece: number
  readonly #search: number
  readonly #step: number
  /** Input that is still needed; its first sample has the index `#first`. */
  #samples: Int16Array = new Int16Array(0)
  #first = 0
  /** Nominal input position. */
  #time = 0
  /** Input index of the natural continuation of the last segment. */
  #natural = 0

  /** @param rate sample rate, Hz */
  constructor(rate: number, speed = 1) {
    this.speed = speed
    this.#piece = Math.round((rate * PIECE_MS) / 1000)
    this.#search = Math.round((rate * SEARCH_MS) / 1000)
    this.#step = Math.max(1, Math.floor(rate / COARSE_RATE))
  }

  /** Input samples that were not played yet. */
  get waiting(): number {
    return Math.max(0, this.#end - this.#time)
  }

  /** Appends input samples, which are copied. */
  push(samples: Int16Array): void {
    const kept = Math.max(0, Math.min(this.#natural, Math.floor(this.#time) - this.#search) - this.#first)
    const joined = new Int16Array(this.#samples.length - kept + samples.length)
    joined.set(this.#samples.subarray(kept))
    joined.set(samples, this.#samples.length - kept)
    this.#samples = joined
    this.#first += kept
  }

  /** The next 20 ms of output, or null when it needs more input. */
  pull(): Int16Array | null {
    const needed = Math.max(Math.floor(this.#time) + this.#search, this.#natural) + this.#piece
    return needed <= this.#end ? this.#next() : null
  }

  /** The rest of the output after the last input: its length is that of the waiting input divided by the speed. */
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

  /** The start near `place` of the audio most similar to the natural continuation (normalised cross-correlation). */
  #mostAlike(place: number): number {
    const low = Math.max(this.#first, place - this.#search)
    const high = Math.min(this.#end - this.#piece, place + this.#search)
    // The natural continuation matches itself best.
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
