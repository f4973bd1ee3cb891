import { Moments } from '../edit/moments.ts'
import { clipsOf, type Timeline } from '../edit/timeline.ts'
import type { About } from './about.ts'

/** A turn of one speaker on the edited timeline, in samples. */
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

/** The places to navigate to on an edited timeline, each list by time; in samples. */
export interface Landmarks {
  readonly markers: readonly PlacedMarker[]
  readonly turns: readonly PlacedTurn[]
  /** Starts and ends of clips. */
  readonly edges: readonly number[]
}

/** Maps the markers and turns of a recording to an edited timeline; those that were cut are omitted. */
export function landmarksOf({ markers, turns }: About, timeline: Timeline): Landmarks {
  const moments = new Moments(timeline)
  const sample = (ms: number) => Math.round((ms * timeline.rate) / 1000)
  const edges = new Set(timeline.tracks.flatMap((track) => clipsOf(track).flatMap(({ from, to }) => [from, to])))
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

/** The first of ascending samples after `at`, or the last before it when `direction` is -1; null when there is none. */
export function neighbour(moments: readonly number[], at: number, direction: 1 | -1): number | null {
  const found = direction > 0 ? moments.find((moment) => moment > at) : moments.findLast((moment) => moment < at)
  return found ?? null
}
