import type { Clip } from '../edit/timeline.ts'

/** The visible range, the playhead and the selection, in samples of the timeline. */
export interface View {
  /** First visible sample. */
  readonly from: number
  /** Samples per column; below 1, a sample spans several columns. */
  readonly scale: number
  /** Current position; playback starts here. */
  readonly playhead: number
  readonly selection: Clip | null
  /** Fixed end of a selection that follows the playhead, or null. */
  readonly anchor: number | null
  /** Names of the chosen tracks; empty means all. */
  readonly chosen: ReadonlySet<string>
  /** Number of tracks scrolled off the top. */
  readonly above: number
}

/** The sizes that a view is limited by. */
export interface Extent {
  /** Length of the timeline, samples. */
  readonly length: number
  /** Columns for waveforms. */
  readonly columns: number
}

/** Minimum samples per column. */
const MIN_SCALE = 1 / 8
/** Fraction of the window left of the playhead after scrolling to it. */
const LEAD = 0.1

export const EMPTY_VIEW: View = {
  from: 0,
  scale: 1,
  playhead: 0,
  selection: null,
  anchor: null,
  chosen: new Set(),
  above: 0,
}

/** The scale that shows the whole timeline. */
export function wholeScale({ length, columns }: Extent): number {
  return Math.max(MIN_SCALE, length / Math.max(1, columns))
}

/** The view at another scale, with sample `at` in the same column. */
export function zoomed(view: View, scale: number, at: number, extent: Extent): View {
  const next = Math.max(MIN_SCALE, Math.min(scale, wholeScale(extent)))
  const column = Math.max(0, Math.min(extent.columns - 1, (at - view.from) / view.scale))
  return scrolledTo({ ...view, scale: next }, at - column * next, extent)
}

/** The view scrolled to start at another sample, limited to the timeline. */
export function scrolledTo(view: View, from: number, { length, columns }: Extent): View {
  const last = Math.max(0, length - columns * view.scale)
  const next = Math.round(Math.max(0, Math.min(from, last)))
  return next === view.from ? view : { ...view, from: next }
}

/** The view with a range filling the window. */
export function zoomedTo(view: View, { from, to }: Clip, extent: Extent): View {
  const scale = Math.max(MIN_SCALE, Math.min((to - from) / extent.columns, wholeScale(extent)))
  return scrolledTo({ ...view, scale }, from, extent)
}

/** The view scrolled, by pages, so that the playhead is visible. */
export function following(view: View, extent: Extent): View {
  const { from, scale, playhead } = view
  const seen = extent.columns * scale
  if (playhead >= from && playhead < from + seen) return view
  return scrolledTo(view, playhead - seen * LEAD, extent)
}

/** The view with the playhead at a sample, scrolled to it; an anchored selection follows. */
export function movedTo(view: View, sample: number, extent: Extent): View {
  const playhead = Math.round(Math.max(0, Math.min(sample, extent.length)))
  const selection = view.anchor === null ? view.selection : between(view.anchor, playhead)
  return following({ ...view, playhead, selection }, extent)
}

/** The view with the playhead at a sample and the selection extended to it. */
export function selectedTo(view: View, sample: number, extent: Extent): View {
  const { selection, playhead } = view
  const begins = selection && (playhead === selection.from || playhead === selection.to)
  const fixed = view.anchor ?? (begins ? selection.from + selection.to - playhead : playhead)
  const moved = movedTo({ ...view, anchor: fixed }, sample, extent)
  return { ...moved, anchor: view.anchor }
}

/** The view limited to a timeline that may be shorter or have other tracks. */
export function withinTimeline(view: View, extent: Extent, tracks: readonly string[]): View {
  const { length } = extent
  const clamp = (sample: number) => Math.min(sample, length)
  const { selection } = view
  const kept = selection && between(clamp(selection.from), clamp(selection.to))
  const chosen = new Set([...view.chosen].filter((name) => tracks.includes(name)))
  const next = { ...view, playhead: clamp(view.playhead), selection: kept, chosen, anchor: null }
  const scale = Math.min(view.scale, wholeScale(extent))
  return scrolledTo({ ...next, scale, above: Math.min(view.above, tracks.length - 1) }, view.from, extent)
}

/** The range between two samples in any order, or null when they are equal. */
export function between(a: number, b: number): Clip | null {
  return a === b ? null : { from: Math.min(a, b), to: Math.max(a, b) }
}

/** The column of a sample; may be outside the window. */
export function columnOf({ from, scale }: View, sample: number): number {
  return Math.floor((sample - from) / scale)
}

/** The first sample of a column. */
export function sampleAt({ from, scale }: View, column: number): number {
  return Math.round(from + column * scale)
}
