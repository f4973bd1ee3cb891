import { overviewOf } from '../peaks/overview.ts'
import type { Entry } from './library-entry.ts'

/** Columns of each wave: more than a list has cells for, so that it need not be read anew where that is made wider. */
const COLUMNS = 64
/** Samples' root of the mean square that stand for nothing said: about -56 dBFS. */
const HISS = 50
/** Between 1, as the amplitude is, and 0: soft voices are seen as well. */
const STEEPNESS = 0.7

/**
 * The small waves of a list, read in the background one after the other, and kept in memory. Where a recording has no
 * peaks as yet they are measured, and kept beside it.
 */
export class Waves {
  readonly #came: () => void
  /** By path and length of a recording, for one that got longer is another; none where it cannot be read. */
  readonly #known = new Map<string, readonly number[]>()
  #wanted: readonly Entry[] = []
  #working = false
  #closed = false

  /** @param came is told when there is one more */
  constructor(came: () => void) {
    this.#came = came
  }

  /** How loud each of 64 stretches is, 0 to 1 for the loudest; null as long as it is not known. */
  of(entry: Entry): readonly number[] | null {
    return this.#known.get(keyOf(entry)) ?? null
  }

  /** Says which are seen now, in their order: these are made next, and others are not any more. */
  want(entries: readonly Entry[]): void {
    this.#wanted = entries
    if (!this.#working) void this.#work()
  }

  /** One has another name from now on. */
  renamed(from: Entry, to: Entry): void {
    const wave = this.of(from)
    if (wave) this.#known.set(keyOf(to), wave)
    this.#known.delete(keyOf(from))
  }

  /** Ends what is being measured. */
  close(): void {
    this.#closed = true
  }

  async #work(): Promise<void> {
    this.#working = true
    for (let next = this.#next; next; next = this.#next) {
      const wave = await this.#measure(next)
      if (!wave) continue
      this.#known.set(keyOf(next), wave)
      if (!this.#closed) this.#came()
    }
    this.#working = false
  }

  get #next(): Entry | undefined {
    if (this.#closed) return undefined
    return this.#wanted.find((entry) => entry.sound !== null && !this.#known.has(keyOf(entry)))
  }

  /** null where it was given up. */
  async #measure(entry: Entry): Promise<readonly number[] | null> {
    const isWanted = () => !this.#closed && this.#wanted.some(({ path }) => path === entry.path)
    let stopped = false
    try {
      const { rms } = await overviewOf(entry.sound!, COLUMNS, () => {
        stopped = !isWanted()
        if (stopped) throw new Error('nothing shows this wave any more')
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
 * How high a wave stands, 0 to 1, so that one tells speech from pauses and one recording from another: its loudest
 * stretch reaches the top, however loud that is, but for one in which there is nothing but hiss.
 */
function heightsOf(rms: Float32Array): number[] {
  const loudest = Math.max(HISS, ...rms)
  return Array.from(rms, (loudness) => (loudness / loudest) ** STEEPNESS)
}

/** A wave in so many cells. Pure. */
export function shrunk(wave: readonly number[], cells: number): number[] {
  if (wave.length === 0) return []
  return Array.from({ length: cells }, (_, i) => {
    const from = Math.floor((i * wave.length) / cells)
    const to = Math.max(from + 1, Math.floor(((i + 1) * wave.length) / cells))
    return Math.max(...wave.slice(from, to))
  })
}
