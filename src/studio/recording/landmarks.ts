import { Moments } from '../edit/moments.ts'
import { clipsOf, type Timeline } from '../edit/timeline.ts'
import type { About } from './about.ts'

/** A stretch in which one person speaks, where it stands after the edits; in samples. */
export interface PlacedTurn {
  readonly who: string
  readonly track: string
  readonly from: number
  readonly to: number
}

export interface PlacedMarker {
  readonly at: number
  readonly text: string
}

/** What there is to be found on an edited timeline, each in the order of time. */
export interface Landmarks {
  readonly markers: readonly PlacedMarker[]
  readonly turns: readonly PlacedTurn[]
  /** Where clips begin or end, but for the ends of the timeline. */
  readonly edges: readonly number[]
}

/** Finds what is known of a recording on its timeline: what was cut out is gone, the rest has moved along. */
export function landmarksOf({ markers, turns }: About, timeline: Timeline): Landmarks {
  const moments = new Moments(timeline)
  const sample = (ms: number) => Math.round((ms * timeline.rate) / 1000)
  const edges = new Set(
    timeline.tracks.flatMap((track) => clipsOf(track).flatMap(({ from, to }) => [from, to])),
  )
  const placedTurns = turns.flatMap(({ who, file, from, to }) =>
    moments.places({ file, from: sample(from), to: sample(to) }).map((place) => ({ who, ...place })),
  )
  const placedMarkers = markers.flatMap(({ ms, text }) => {
    const at = moments.common(sample(ms))
    return at === null ? [] : [{ at, text }]
  })
  return {
    markers: placedMarkers.sort((a, b) => a.at - b.at),
    turns: placedTurns.sort((a, b) => a.from - b.from),
    edges: [...edges].sort((a, b) => a - b),
  }
}

/** The next of some moments behind `at`, or the last before it; null where there is none. */
export function neighbour(moments: readonly number[], at: number, direction: 1 | -1): number | null {
  const found =
    direction > 0 ? moments.find((moment) => moment > at) : moments.findLast((moment) => moment < at)
  return found ?? null
}
