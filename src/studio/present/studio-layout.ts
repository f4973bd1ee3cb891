import type { Region, Size } from '../../tui/region.ts'

/** The regions of a track. */
export interface Band {
  readonly track: string
  readonly wave: Region
  readonly turns: Region
  readonly gutter: Region
}

/** The regions of the studio screen, in cells. */
export interface StudioLayout {
  readonly title: Region
  /** Overview of the whole recording; null on a low screen. */
  readonly overview: Region | null
  readonly ruler: Region
  /** Null without markers. */
  readonly markers: Region | null
  readonly bands: readonly Band[]
  /** The transcript; null when hidden. */
  readonly spoken: Region | null
  readonly status: Region
  /** Keys, notices, progress. */
  readonly foot: Region
  /** Left edge and width of the waveforms. */
  readonly left: number
  readonly columns: number
}

/** Upper limit of the terminal width, and the width of the track names up to it. */
const GUTTERS: readonly (readonly [number, number])[] = [
  [40, 0],
  [60, 8],
  [100, 12],
  [Infinity, 16],
]
const OVERVIEW_FROM = 14
const OVERVIEW_ROWS = 2
const MARKERS_FROM = 12
/** Rows of the transcript, by minimum terminal rows. */
const SPOKEN_ROWS: readonly (readonly [from: number, rows: number])[] = [
  [36, 5],
  [22, 3],
  [12, 1],
  [0, 0],
]
/** Limits of the waveform height, rows. */
const MIN_WAVE = 2
const MAX_WAVE = 20

/**
 * Lays out the screen. Tracks share the height equally; those that do not fit are reached by scrolling.
 * @param above tracks scrolled off the top
 * @param hasSpoken whether the transcript is visible
 */
export function studioLayout(
  { columns, rows }: Size,
  tracks: readonly string[],
  above: number,
  hasMarkers: boolean,
  hasSpoken = false,
): StudioLayout {
  const left = GUTTERS.find(([widest]) => columns < widest)![1]
  const row = (y: number, height = 1) => ({ x: 0, y, width: columns, height })
  const beside = (y: number, height = 1) => ({ x: left, y, width: columns - left, height })
  const overview = rows >= OVERVIEW_FROM ? beside(1, OVERVIEW_ROWS) : null
  const rulerAt = 1 + (overview?.height ?? 0)
  const markers = hasMarkers && rows >= MARKERS_FROM ? beside(rulerAt + 1) : null
  const top = rulerAt + 1 + (markers ? 1 : 0)
  const spokenRows = hasSpoken ? SPOKEN_ROWS.find(([from]) => rows >= from)![1] : 0
  const free = Math.max(0, rows - 2 - top - spokenRows)
  const height = waveHeight(free, tracks.length)
  const fitting = Math.max(1, Math.floor(free / (height + 1)))
  const first = Math.max(0, Math.min(above, tracks.length - fitting))
  const bands = tracks.slice(first, first + fitting).map((track, i) => {
    const y = top + i * (height + 1)
    return {
      track,
      wave: beside(y, height),
      turns: beside(y + height),
      gutter: { x: 0, y, width: left, height: height + 1 },
    }
  })
  return {
    title: row(0),
    overview,
    ruler: beside(rulerAt),
    markers,
    bands,
    spoken: spokenRows > 0 ? row(rows - 2 - spokenRows, spokenRows) : null,
    status: row(rows - 2),
    foot: row(rows - 1),
    left,
    columns: columns - left,
  }
}

/** The height of each waveform, with one row of turns below it. */
function waveHeight(rows: number, tracks: number): number {
  const each = Math.floor(rows / Math.max(1, tracks)) - 1
  return Math.max(MIN_WAVE, Math.min(MAX_WAVE, each))
}
