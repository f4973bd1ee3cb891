import {
  CLIPS,
  type Columns,
  columnStart,
  columnsOf,
  emptyColumns,
  LOUDEST,
  MAY_CLIP,
  reachesEnd,
} from '../peaks/columns.ts'
import type { Peaks } from '../peaks/peaks.ts'
import type { Renderer } from './render.ts'
import { rampFactor } from './segments.ts'
import type { Segment, Sound } from './timeline.ts'

/** Below this many samples per column the audio is rendered: it is fast, and shows exactly what plays. */
const RENDERED = 256
/** Samples per column in the search for clipping: peaks are kept for 256, and four of them make a column. */
const FINE = 1_024

/** The data that columns are computed from. */
export interface ColumnSources {
  /** By file name. */
  readonly peaks: ReadonlyMap<string, Peaks>
  readonly renderer: Renderer
}

/**
 * Samples `from` to `to` of an edited track as `count` columns, composed from the peaks of its files without
 * rendering. Below 256 samples per column they are exact; above, they approximate: a cross-fade is drawn as the audio
 * that fades in, noise reduction is not shown, and a sum of tracks is drawn at its maximum. What may clip by that is marked
 * as such, until `findClips` has rendered it.
 */
export async function trackColumns(
  segments: readonly Segment[],
  sources: ColumnSources,
  from: number,
  to: number,
  count: number,
): Promise<Columns> {
  const bounds = Array.from({ length: count + 1 }, (_, i) => columnStart(from, to - from, count, i))
  const width = (to - from) / count
  if (width >= RENDERED) {
    const columns = await compose(segments, sources, bounds, width)
    return { ...columns, clips: Uint8Array.from({ length: count }, (_, i) => (reachesEnd(columns, i) ? MAY_CLIP : 0)) }
  }
  const sound = new Float64Array(Math.max(1, to - from))
  await sources.renderer.read(segments, from, sound)
  return columnsOf(bounds, Int16Array.from(sound, limited))
}

/**
 * Renders what may clip in columns of `trackColumns` and updates their marks.
 * @param from, to of the columns
 * @param isWanted asked before each column; the search ends when it is false, and can continue later
 * @returns whether a mark changed
 */
export async function findClips(
  segments: readonly Segment[],
  sources: ColumnSources,
  [from, to]: readonly [number, number],
  { clips = new Uint8Array(0) }: Columns,
  isWanted: () => boolean,
): Promise<boolean> {
  let found = false
  for (let i = 0; i < clips.length; i++) {
    if (clips[i] !== MAY_CLIP) continue
    // Peaks in memory make no turn of the event loop by themselves.
    await new Promise((resolve) => setImmediate(resolve))
    if (!isWanted()) break
    const [start, end] = [
      columnStart(from, to - from, clips.length, i),
      columnStart(from, to - from, clips.length, i + 1),
    ]
    clips[i] = (await clipsWithin(segments, sources, start, end)) ? CLIPS : 0
    found ||= clips[i] === CLIPS
  }
  return found
}

async function clipsWithin(
  segments: readonly Segment[],
  sources: ColumnSources,
  from: number,
  to: number,
): Promise<boolean> {
  const bounds = Array.from({ length: Math.ceil((to - from) / FINE) }, (_, i) => from + i * FINE).concat(to)
  const fine = await compose(segments, sources, bounds, FINE)
  for (let i = 0; i + 1 < bounds.length; i++) {
    if (!reachesEnd(fine, i)) continue
    const sound = new Float64Array(bounds[i + 1]! - bounds[i]!)
    await sources.renderer.read(segments, bounds[i]!, sound)
    if (sound.some((sample) => limited(sample) >= LOUDEST || limited(sample) < -LOUDEST)) return true
  }
  return false
}

async function compose(
  segments: readonly Segment[],
  sources: ColumnSources,
  bounds: readonly number[],
  width: number,
): Promise<Columns> {
  const whole = emptyColumns(bounds.length - 1)
  let begin = 0
  let column = 0
  for (const segment of segments) {
    const end = begin + segment.length
    if (end > bounds[0]! && begin < bounds.at(-1)!) {
      while (bounds[column + 1]! <= begin) column++
      let last = column
      while (last + 2 < bounds.length && bounds[last + 1]! < end) last++
      const parts = bounds
        .slice(column, last + 2)
        .map((bound) => Math.max(begin, Math.min(end, bound)) - begin + segment.offset)
      const drawn = await soundColumns(segment.sound, sources, parts, width)
      if (drawn) add(whole, column, drawn, segment, parts, bounds)
    }
    begin = end
  }
  for (let i = 0; i < whole.rms.length; i++) whole.rms[i] = Math.sqrt(whole.rms[i]! / (bounds[i + 1]! - bounds[i]!))
  return whole
}

/** Adds the columns of a segment; `whole.rms` accumulates sums of squares, which `compose` turns into RMS. */
function add(
  whole: Columns,
  column: number,
  drawn: Columns,
  { ramps, offset }: Segment,
  parts: readonly number[],
  bounds: readonly number[],
): void {
  for (let i = 0; i + 1 < parts.length; i++) {
    const middle = (parts[i]! + parts[i + 1]!) / 2 - offset
    const factor = ramps.reduce((product, ramp) => product * rampFactor(ramp, middle), 1)
    const at = column + i
    const full = parts[i + 1]! - parts[i]! === bounds[at + 1]! - bounds[at]!
    const min = limited(drawn.min[i]! * factor)
    const max = limited(drawn.max[i]! * factor)
    whole.min[at] = full ? min : Math.min(whole.min[at]!, min)
    whole.max[at] = full ? max : Math.max(whole.max[at]!, max)
    whole.rms[at]! += (drawn.rms[i]! * factor) ** 2 * (parts[i + 1]! - parts[i]!)
  }
}

async function soundColumns(
  sound: Sound,
  sources: ColumnSources,
  bounds: readonly number[],
  width: number,
): Promise<Columns | null> {
  switch (sound.kind) {
    case 'silence':
      return null
    case 'file':
      return (await sources.peaks.get(sound.name)?.between(bounds, width)) ?? null
    case 'crossfade':
      return compose(sound.head, sources, bounds, width)
    case 'cleaned':
      return compose(sound.of, sources, bounds, width)
    case 'limited':
      return limitedColumns(await compose(sound.of, sources, bounds, width), sound.gain, sound.ceiling)
    case 'sum': {
      const sum = emptyColumns(bounds.length - 1)
      for (const { segments } of sound.tracks) {
        const { min, max, rms } = await compose(segments, sources, bounds, width)
        for (let i = 0; i < rms.length; i++) {
          sum.min[i] = limited(sum.min[i]! + min[i]!)
          sum.max[i] = limited(sum.max[i]! + max[i]!)
          sum.rms[i] = Math.hypot(sum.rms[i]!, rms[i]!)
        }
      }
      return sum
    }
  }
}

function limitedColumns({ min, max, rms }: Columns, gain: number, ceiling: number): Columns {
  return {
    min: min.map((sample) => Math.max(-ceiling, sample * gain)),
    max: max.map((sample) => Math.min(ceiling, sample * gain)),
    rms: rms.map((level) => Math.min(ceiling, level * gain)),
  }
}

function limited(sample: number): number {
  return Math.max(-LOUDEST - 1, Math.min(LOUDEST, Math.round(sample)))
}
