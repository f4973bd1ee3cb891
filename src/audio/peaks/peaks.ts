import type { SampleSource } from '../sample-source.ts'
import { type Columns, columnStart, emptyColumns, measureSamples } from './columns.ts'
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
  async columns(from: number, to: number, count: number): Promise<Columns> {
    const perColumn = (to - from) / count
    const level = this.levels.findLast(({ bucket }) => bucket * BUCKETS_A_COLUMN <= perColumn)
    return level ? this.#fromLevel(level, from, to, count) : this.#fromSamples(from, to, count)
  }

  #fromLevel(level: PeakLevel, from: number, to: number, count: number): Columns {
    const columns = emptyColumns(count)
    for (let i = 0; i < count; i++) {
      const start = Math.max(0, columnStart(from, to - from, count, i))
      const end = Math.min(this.source.length, columnStart(from, to - from, count, i + 1))
      if (end > start) {
        gather(level, Math.floor(start / level.bucket), Math.ceil(end / level.bucket), columns, i)
      }
    }
    return columns
  }

  /** Fewer than 1024 samples a column: reading them is quick. */
  async #fromSamples(from: number, to: number, count: number): Promise<Columns> {
    const columns = emptyColumns(count)
    const samples = new Int16Array(Math.max(1, to - from))
    await this.source.read(from, samples)
    for (let i = 0; i < count; i++) {
      const start = columnStart(0, to - from, count, i)
      // Where there are fewer samples than columns, a sample is as wide as some.
      const end = Math.max(start + 1, columnStart(0, to - from, count, i + 1))
      const [min, max, squares] = measureSamples(samples, start, end)
      columns.min[i] = min
      columns.max[i] = max
      columns.rms[i] = Math.sqrt(squares / (end - start))
    }
    return columns
  }
}
