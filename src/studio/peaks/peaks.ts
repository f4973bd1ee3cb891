import type { SampleSource } from '../../audio/sound/sample-source.ts'
import { type Columns, columnStart, columnsOf, emptyColumns } from './columns.ts'
import { gather, measureLevels, type PeakLevel } from './peak-levels.ts'

/** Minimum buckets per column, so that rounding its edges to buckets is not visible. */
const BUCKETS_PER_COLUMN = 4

/** The waveform of a source at any zoom, from a pyramid of peaks; only close zooms read the source itself. */
export class Peaks {
  readonly source: SampleSource
  readonly levels: readonly PeakLevel[]

  /** @param levels of `source`, finest first */
  constructor(source: SampleSource, levels: readonly PeakLevel[]) {
    this.source = source
    this.levels = levels
  }

  /** Measures the peaks of a source in one pass. */
  static async measure(source: SampleSource): Promise<Peaks> {
    return new Peaks(source, await measureLevels(source))
  }

  /**
   * Samples `from` to `to` (exclusive) as `count` columns; outside the source they are silent. With 1024 samples or
   * more per column, column edges are rounded outwards to buckets, by less than a quarter of a column; below that the
   * columns are exact.
   */
  columns(from: number, to: number, count: number): Promise<Columns> {
    const bounds = Array.from({ length: count + 1 }, (_, i) => columnStart(from, to - from, count, i))
    return this.between(bounds, (to - from) / count)
  }

  /**
   * Like `columns`, for given bounds.
   * @param bounds first sample of each column, and the end of the last
   * @param width samples of a typical column, which selects the level
   */
  async between(bounds: readonly number[], width: number): Promise<Columns> {
    const level = this.levels.findLast(({ bucket }) => bucket * BUCKETS_PER_COLUMN <= width)
    return level ? this.#fromLevel(level, bounds) : columnsOf(bounds, await this.#read(bounds))
  }

  #fromLevel(level: PeakLevel, bounds: readonly number[]): Columns {
    const columns = emptyColumns(bounds.length - 1)
    for (let i = 0; i + 1 < bounds.length; i++) {
      const start = Math.max(0, bounds[i]!)
      const end = Math.min(this.source.length, bounds[i + 1]!)
      if (end > start) {
        gather(level, Math.floor(start / level.bucket), Math.ceil(end / level.bucket), columns, i)
      }
    }
    return columns
  }

  /** Only for fewer than 1024 samples per column, which read quickly. */
  async #read(bounds: readonly number[]): Promise<Int16Array> {
    const samples = new Int16Array(Math.max(1, bounds.at(-1)! - bounds[0]!))
    await this.source.read(bounds[0]!, samples)
    return samples
  }
}
