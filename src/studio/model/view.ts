import type { Clip } from '../edit/timeline.ts'

/** What is seen of a timeline, and what of it is meant. All in samples of the timeline. */
export interface View {
  /** The first sample that is seen. */
  readonly from: number
  /** Samples that a column stands for; below 1 a sample is as wide as some columns. */
  readonly scale: number
  /** Where one is: sound plays from here. */
  readonly playhead: number
  readonly selection: Clip | null
  /** Where a selection began that still follows the playhead, or null. */
  readonly anchor: number | null
  /** Names of the tracks that are meant; none means all. */
  readonly chosen: ReadonlySet<string>
  /** Tracks above those that are seen. */
  readonly above: number
}

/** What a view is of. */
export interface Extent {
  /** Samples of the timeline. */
  readonly length: number
  /** Columns that waves are drawn in. */
  readonly columns: number
}

/** Samples a column below which nothing more is to be seen. */
const CLOSEST = 1 / 8
/** Part of the window that is kept free behind the playhead where it comes in from the left. */
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

/** The scale at which all is seen. */
export function wholeScale({ length, columns }: Extent): number {
  return Math.max(CLOSEST, length / Math.max(1, columns))
}

/** The view at another scale, at which `at` stands in the column that it stood in. */
export function zoomed(view: View, scale: number, at: number, extent: Extent): View {
  const next = Math.max(CLOSEST, Math.min(scale, wholeScale(extent)))
  const column = Math.max(0, Math.min(extent.columns - 1, (at - view.from) / view.scale))
  return scrolledTo({ ...view, scale: next }, at - column * next, extent)
}

/** The view from another sample on; it never leaves the timeline. */
export function scrolledTo(view: View, from: number, { length, columns }: Extent): View {
  const last = Math.max(0, length - columns * view.scale)
  const next = Math.round(Math.max(0, Math.min(from, last)))
  return next === view.from ? view : { ...view, from: next }
}

/** The view with a stretch of it in the whole window. */
export function zoomedTo(view: View, { from, to }: Clip, extent: Extent): View {
  const scale = Math.max(CLOSEST, Math.min((to - from) / extent.columns, wholeScale(extent)))
  return scrolledTo({ ...view, scale }, from, extent)
}

/** The view scrolled so that the playhead is in it: by a page where it has run out of it. */
export function following(view: View, extent: Extent): View {
  const { from, scale, playhead } = view
  const seen = extent.columns * scale
  if (playhead >= from && playhead < from + seen) return view
  return scrolledTo(view, playhead - seen * LEAD, extent)
}

/** The playhead elsewhere; a selection that follows it goes along. It is seen afterwards. */
export function movedTo(view: View, sample: number, extent: Extent): View {
  const playhead = Math.round(Math.max(0, Math.min(sample, extent.length)))
  const selection = view.anchor === null ? view.selection : between(view.anchor, playhead)
  return following({ ...view, playhead, selection }, extent)
}

/** The playhead elsewhere, and all on the way there selected, besides what was selected on the way so far. */
export function selectedTo(view: View, sample: number, extent: Extent): View {
  const { selection, playhead } = view
  const begins = selection && (playhead === selection.from || playhead === selection.to)
  const fixed = view.anchor ?? (begins ? selection.from + selection.to - playhead : playhead)
  const moved = movedTo({ ...view, anchor: fixed }, sample, extent)
  return { ...moved, anchor: view.anchor }
}

/** The view of a timeline that has become shorter, or has other tracks. */
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

/** What lies between two samples, in whatever order; null where nothing does. */
export function between(a: number, b: number): Clip | null {
  return a === b ? null : { from: Math.min(a, b), to: Math.max(a, b) }
}

/** The column that a sample stands in; may lie outside of the window. */
export function columnOf({ from, scale }: View, sample: number): number {
  return Math.floor((sample - from) / scale)
}

/** The first sample of a column. */
export function sampleAt({ from, scale }: View, column: number): number {
  return Math.round(from + column * scale)
}
