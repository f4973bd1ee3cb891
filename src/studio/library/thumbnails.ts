import { overviewOf } from '../peaks/overview.ts'
import type { Entry } from './library-entry.ts'

/** Columns per thumbnail: more than the list shows, so that widening the terminal needs no re-read. */
const COLUMNS = 64
/** RMS of background noise, on the scale of 16-bit samples: about -56 dBFS. */
const HISS = 50
/** Exponent of the amplitude: below 1, soft voices are visible too. */
const STEEPNESS = 0.7

/**
 * The waveform thumbnails of the list, read in the background one at a time and cached in memory. Missing peaks are
 * measured and stored beside the recording.
 */
export class Waves {
  readonly #onLoad: () => void
  /** By path and length, so that a grown recording is read again; empty when it cannot be read. */
  readonly #known = new Map<string, readonly number[]>()
  #wanted: readonly Entry[] = []
  #working = false
  #closed = false

  /** @param onLoad called when another thumbnail is ready */
  constructor(onLoad: () => void) {
    this.#onLoad = onLoad
  }

  /** The height of each of 64 columns, 0 to 1 for the loudest; null until it is measured. */
  of(entry: Entry): readonly number[] | null {
    return this.#known.get(keyOf(entry)) ?? null
  }

  /** Sets the visible entries, in order: only these are measured from now on. */
  want(entries: readonly Entry[]): void {
    this.#wanted = entries
    if (!this.#working) void this.#work()
  }

  /** Moves the thumbnail of a renamed recording. */
  renamed(from: Entry, to: Entry): void {
    const wave = this.of(from)
    if (wave) this.#known.set(keyOf(to), wave)
    this.#known.delete(keyOf(from))
  }

  /** Stops measuring. */
  close(): void {
    this.#closed = true
  }

  async #work(): Promise<void> {
    this.#working = true
    for (let next = this.#next; next; next = this.#next) {
      const wave = await this.#measure(next)
      if (!wave) continue
      this.#known.set(keyOf(next), wave)
      if (!this.#closed) this.#onLoad()
    }
    this.#working = false
  }

  get #next(): Entry | undefined {
    if (this.#closed) return undefined
    return this.#wanted.find((entry) => entry.sound !== null && !this.#known.has(keyOf(entry)))
  }

  /** @returns null when it was cancelled */
  async #measure(entry: Entry): Promise<readonly number[] | null> {
    const isWanted = () => !this.#closed && this.#wanted.some(({ path }) => path === entry.path)
    let stopped = false
    try {
      const { rms } = await overviewOf(entry.sound!, COLUMNS, () => {
        stopped = !isWanted()
        if (stopped) throw new Error('the thumbnail is no longer visible')
      })
      return heightsOf(rms)
    } catch {
      return stopped ? null : []
    }
  }
}

function keyOf({ path, seconds }: Entry): string {
  return `${path}\n${seconds}`
}

/**
 * Heights of the columns, 0 to 1, scaled so that speech and pauses are distinguishable: the loudest column reaches the
 * top, unless it is only background noise.
 */
function heightsOf(rms: Float32Array): number[] {
  const loudest = Math.max(HISS, ...rms)
  return Array.from(rms, (loudness) => (loudness / loudest) ** STEEPNESS)
}

/** Downsamples a thumbnail to a number of cells, by maximum. Pure. */
export function shrunk(wave: readonly number[], cells: number): number[] {
  if (wave.length === 0) return []
  return Array.from({ length: cells }, (_, i) => {
    const from = Math.floor((i * wave.length) / cells)
    const to = Math.max(from + 1, Math.floor(((i + 1) * wave.length) / cells))
    return Math.max(...wave.slice(from, to))
  })
}
