import type { SampleSource } from '../../audio/sound/sample-source.ts'
import { Renderer } from '../edit/render.ts'
import { piece, type Segment, type Timeline, timelineLength } from '../edit/timeline.ts'
import { type ColumnSources, findClips, trackColumns } from '../edit/track-columns.ts'
import type { Columns } from '../peaks/columns.ts'
import type { Peaks } from '../peaks/peaks.ts'

/** The part of a timeline to draw, in samples. */
export interface Window {
  readonly timeline: Timeline
  readonly from: number
  readonly to: number
  readonly columns: number
  /** Names of the visible tracks. */
  readonly tracks: readonly string[]
}

/** The waveforms of a window, by track. */
export interface DrawnWaves {
  readonly window: Window | null
  readonly tracks: ReadonlyMap<string, Columns>
  /** The mix of all tracks over the whole timeline. */
  readonly overview: Columns | null
}

export interface WavesHandlers {
  /** New waveforms are ready. */
  changed(): void
  /** A file could not be read. */
  failed(text: string): void
}

/**
 * Computes the visible waveforms from the peaks of the files, one window at a time; only the latest request counts.
 * Files without peaks yet are drawn flat.
 */
export class Waves {
  readonly #peaks = new Map<string, Peaks>()
  readonly #renderer: Renderer
  readonly #handlers: WavesHandlers
  #drawn: DrawnWaves = { window: null, tracks: new Map(), overview: null }
  #overviewOf: { timeline: Timeline; columns: number; measured: number } | null = null
  #wanted: Window | null = null
  /** The current computation, or null. */
  #work: Promise<void> | null = null
  #closed = false

  constructor(rate: number, sources: ReadonlyMap<string, SampleSource>, handlers: WavesHandlers) {
    this.#renderer = new Renderer(rate, sources)
    this.#handlers = handlers
  }

  /** The data that waveforms are computed from. */
  get sources(): ColumnSources {
    return { peaks: this.#peaks, renderer: this.#renderer }
  }

  get drawn(): DrawnWaves {
    return this.#drawn
  }

  /** Adds the peaks of a file and recomputes the window. */
  measure(file: string, peaks: Peaks): void {
    this.#peaks.set(file, peaks)
    const window = this.#wanted ?? this.#drawn.window
    if (!window) return
    // A new object, so that a computation without these peaks is repeated.
    this.#wanted = { ...window }
    this.#begin()
  }

  /** Requests the waveforms of a window, which arrive asynchronously. */
  want(window: Window | null): void {
    if (!window || sameWindow(window, this.#wanted ?? this.#drawn.window)) return
    this.#wanted = window
    this.#begin()
  }

  /** Stops, after the current computation. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#work
  }

  #begin(): void {
    if (this.#closed) return
    this.#work ??= this.#computeAll().finally(() => {
      this.#work = null
    })
  }

  async #computeAll(): Promise<void> {
    while (this.#wanted && !this.#closed) {
      const window = this.#wanted
      try {
        const overview = await this.#overview(window)
        this.#drawn = { window, tracks: await this.#tracks(window), overview }
      } catch (error) {
        this.#handlers.failed((error as Error).message)
      }
      if (this.#wanted === window) this.#wanted = null
      this.#handlers.changed()
      await this.#findClips(window)
    }
  }

  /** Marks what clips, until another window is wanted. */
  async #findClips({ timeline, from, to }: Window): Promise<void> {
    const isWanted = () => this.#wanted === null && !this.#closed
    const { overview, tracks } = this.#drawn
    const parts = timeline.tracks.flatMap(({ name, segments }) => {
      const columns = tracks.get(name)
      return columns ? [{ segments, columns, range: [from, to] as const }] : []
    })
    if (overview) parts.push({ segments: mixOf(timeline), columns: overview, range: [0, timelineLength(timeline)] })
    for (const { segments, columns, range } of parts) {
      try {
        if (await findClips(segments, this.sources, range, columns, isWanted)) this.#handlers.changed()
      } catch (error) {
        this.#handlers.failed((error as Error).message)
      }
    }
  }

  async #tracks({ timeline, from, to, columns, tracks }: Window): Promise<Map<string, Columns>> {
    const computed = new Map<string, Columns>()
    for (const { name, segments } of timeline.tracks) {
      if (tracks.includes(name)) computed.set(name, await trackColumns(segments, this.sources, from, to, columns))
    }
    return computed
  }

  async #overview({ timeline, columns }: Window): Promise<Columns | null> {
    const known = this.#overviewOf
    const measured = this.#peaks.size
    if (known?.timeline === timeline && known.columns === columns && known.measured === measured) {
      return this.#drawn.overview
    }
    const length = timelineLength(timeline)
    if (length === 0) return null
    const overview = await trackColumns(mixOf(timeline), this.sources, 0, length, columns)
    this.#overviewOf = { timeline, columns, measured }
    return overview
  }
}

function mixOf(timeline: Timeline): Segment[] {
  return [piece(timelineLength(timeline), { kind: 'sum', tracks: timeline.tracks }, 0)]
}

function sameWindow(a: Window, b: Window | null): boolean {
  return (
    b !== null &&
    a.timeline === b.timeline &&
    a.from === b.from &&
    a.to === b.to &&
    a.columns === b.columns &&
    a.tracks.join('\n') === b.tracks.join('\n')
  )
}
