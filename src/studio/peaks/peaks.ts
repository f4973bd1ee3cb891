import type { SampleSource } from '../../audio/wav/sample-source.ts'
import { type Columns, columnStart, columnsOf, emptyColumns } from './columns.ts'
import { gather, measureLevels, type PeakLevel } from './peak-levels.ts'

/** A column is made of at least this many buckets, so that its edges are not seen to be off. */
const BUCKETS_A_COLUMN = 4

/** What a source looks like, at any zoom, without reading it again but where single samples are seen. */
export class Peaks {
  readonly source: SampleSource
  readonly levels: readonly PeakLevel[]

  /** @param levels of `source`, the finest first */
  constructor(source: SampleSource, levels: readonly PeakLevel[]) {
    this.source = source
    this.levels = levels
  }

  /** Reads the whole source once. */
  static async measure(source: SampleSource): Promise<Peaks> {
    return new Peaks(source, await measureLevels(source))
  }

  /**
   * The samples from `from` up to `to` as `count` columns. Where a column has 1024 samples or more, its edges are
   * rounded outwards to buckets, by less than a quarter of it at each end; below that it is exact. What lies outside
   * of the source is silent.
   */
  columns(from: number, to: number, count: number): Promise<Columns> {
    const bounds = Array.from({ length: count + 1 }, (_, i) => columnStart(from, to - from, count, i))
    return this.between(bounds, (to - from) / count)
  }

  /**
   * As `columns`, with the first sample of each column and the end of the last.
   * @param width samples of a usual column, by which it is decided how closely to look
   */
  async between(bounds: readonly number[], width: number): Promise<Columns> {
    const level = this.levels.findLast(({ bucket }) => bucket * BUCKETS_A_COLUMN <= width)
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

  /** Fewer than 1024 samples a column: reading them is quick. */
  async #read(bounds: readonly number[]): Promise<Int16Array> {
    const samples = new Int16Array(Math.max(1, bounds.at(-1)! - bounds[0]!))
    await this.source.read(bounds[0]!, samples)
    return samples
  }
}
