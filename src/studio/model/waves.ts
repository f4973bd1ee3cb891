import type { SampleSource } from '../../audio/wav/sample-source.ts'
import { Renderer } from '../edit/render.ts'
import { piece, type Timeline, timelineLength } from '../edit/timeline.ts'
import { type ColumnSources, trackColumns } from '../edit/track-columns.ts'
import type { Columns } from '../peaks/columns.ts'
import type { Peaks } from '../peaks/peaks.ts'

/** The part of a timeline that is to be drawn. */
export interface Window {
  readonly timeline: Timeline
  readonly from: number
  readonly to: number
  readonly columns: number
  /** The tracks that are seen. */
  readonly tracks: readonly string[]
}

/** Waves of a window: what each column of each track holds. */
export interface DrawnWaves {
  readonly window: Window | null
  readonly tracks: ReadonlyMap<string, Columns>
  /** All tracks together, from start to end. */
  readonly overview: Columns | null
}

export interface WavesHandlers {
  /** There is something new to be seen. */
  changed(): void
  /** A file could not be read, as a sentence. */
  failed(text: string): void
}

/**
 * Makes the waves that are to be seen, from the peaks of the files; the newest wish only, one after the other. Where a
 * file was not measured yet its part is left flat.
 */
export class Waves {
  readonly #peaks = new Map<string, Peaks>()
  readonly #renderer: Renderer
  readonly #handlers: WavesHandlers
  #drawn: DrawnWaves = { window: null, tracks: new Map(), overview: null }
  #overviewOf: { timeline: Timeline; columns: number; measured: number } | null = null
  #wanted: Window | null = null
  /** What is being made; null where nothing is. */
  #work: Promise<void> | null = null
  #closed = false

  constructor(rate: number, sources: ReadonlyMap<string, SampleSource>, handlers: WavesHandlers) {
    this.#renderer = new Renderer(rate, sources)
    this.#handlers = handlers
  }

  /** What waves are made of. */
  get sources(): ColumnSources {
    return { peaks: this.#peaks, renderer: this.#renderer }
  }

  get drawn(): DrawnWaves {
    return this.#drawn
  }

  /** The peaks of a file are there now; what is seen is made anew. */
  measure(file: string, peaks: Peaks): void {
    this.#peaks.set(file, peaks)
    const window = this.#wanted ?? this.#drawn.window
    if (!window) return
    // Another object, so that what is being made without these peaks is made again.
    this.#wanted = { ...window }
    this.#begin()
  }

  /** Asks for the waves of a window; they are there some ms later. */
  want(window: Window | null): void {
    if (!window || sameWindow(window, this.#wanted ?? this.#drawn.window)) return
    this.#wanted = window
    this.#begin()
  }

  /** Makes no more; what is being made reads its files to the end. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#work
  }

  #begin(): void {
    if (this.#closed) return
    this.#work ??= this.#makeAll().finally(() => {
      this.#work = null
    })
  }

  async #makeAll(): Promise<void> {
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
    }
  }

  async #tracks({ timeline, from, to, columns, tracks }: Window): Promise<Map<string, Columns>> {
    const made = new Map<string, Columns>()
    for (const { name, segments } of timeline.tracks) {
      if (tracks.includes(name)) made.set(name, await trackColumns(segments, this.sources, from, to, columns))
    }
    return made
  }

  async #overview({ timeline, columns }: Window): Promise<Columns | null> {
    const known = this.#overviewOf
    const measured = this.#peaks.size
    if (known?.timeline === timeline && known.columns === columns && known.measured === measured) {
      return this.#drawn.overview
    }
    const length = timelineLength(timeline)
    if (length === 0) return null
    const mix = [piece(length, { kind: 'sum', tracks: timeline.tracks }, 0)]
    const overview = await trackColumns(mix, this.sources, 0, length, columns)
    this.#overviewOf = { timeline, columns, measured }
    return overview
  }
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
