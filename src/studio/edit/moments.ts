import { firstAbove, segmentEnds } from './segment-ends.ts'
import type { Segment, Sound, Timeline } from './timeline.ts'

/** A stretch of an edited track, in samples of the timeline. */
export interface PlacedStretch {
  readonly track: string
  readonly from: number
  readonly to: number
}

/** A stretch of a file of the recording, in its samples. */
export interface OriginalStretch {
  readonly file: string
  readonly from: number
  readonly to: number
}

/** Samples of a file that stand one behind the other in a track. */
interface Run {
  readonly file: string
  /** The first of them in the file. */
  readonly from: number
  readonly length: number
  readonly track: string
  /** The first of them in the timeline. */
  readonly at: number
}

/**
 * Where each moment of the recorded files stands in an edited timeline, and back; so that what is known of a recording
 * (who spoke, markers, words) follows the edits. A moment stands at one place or, cut or silenced, at none. Where two
 * are heard at once for the sake of a seam, the one stands there that goes on behind it.
 */
export class Moments {
  /** By file, in the order of the file. */
  readonly #placed = new Map<string, Run[]>()
  readonly #tracks: ReadonlyMap<string, readonly Segment[]>

  constructor({ tracks }: Pick<Timeline, 'tracks'>) {
    this.#tracks = new Map(tracks.map(({ name, segments }) => [name, segments]))
    for (const track of this.#tracks.keys()) {
      for (const run of this.#runs(track, 0, Infinity)) {
        const runs = this.#placed.get(run.file)
        if (runs) runs.push(run)
        else this.#placed.set(run.file, [run])
      }
    }
    for (const runs of this.#placed.values()) runs.sort((a, b) => a.from - b.from)
  }

  /** Where a sample of a file stands. */
  place(file: string, sample: number): { readonly track: string; readonly at: number } | null {
    const runs = this.#placed.get(file) ?? []
    const run = runs[firstEndingBehind(runs, sample)]
    return run && run.from <= sample ? { track: run.track, at: run.at + sample - run.from } : null
  }

  /** Where a stretch of a file stands: in one piece, in several, or in none; in the order of the timeline. */
  places({ file, from, to }: OriginalStretch): PlacedStretch[] {
    const runs = this.#placed.get(file) ?? []
    const found: PlacedStretch[] = []
    for (let i = firstEndingBehind(runs, from); i < runs.length && runs[i]!.from < to; i++) {
      const run = runs[i]!
      const start = Math.max(from, run.from)
      const end = Math.min(to, run.from + run.length)
      if (start < end) {
        const at = run.at + start - run.from
        found.push({ track: run.track, from: at, to: at + end - start })
      }
    }
    return joined(found)
  }

  /**
   * Where a moment of the whole recording stands, which all files have at the same sample: where most of the tracks
   * have it, and of several such places the first; null where no track has it any more.
   */
  common(sample: number): number | null {
    const votes = new Map<number, number>()
    for (const file of this.#placed.keys()) {
      const at = this.place(file, sample)?.at
      if (at !== undefined) votes.set(at, (votes.get(at) ?? 0) + 1)
    }
    const [winner] = [...votes].sort(([a, forA], [b, forB]) => forB - forA || a - b)
    return winner ? winner[0] : null
  }

  /** What stands in a stretch of an edited track, in the order of the timeline; of mixed tracks, all that is in them. */
  originals({ track, from, to }: PlacedStretch): OriginalStretch[] {
    const runs = [...this.#runs(track, from, to)].sort((a, b) => a.at - b.at)
    return runs.map(({ file, from: start, length }) => ({ file, from: start, to: start + length }))
  }

  *#runs(track: string, from: number, to: number): Generator<Run> {
    for (const { file, from: start, length, at } of runsWithin(
      this.#tracks.get(track) ?? [],
      from,
      to,
      from,
    )) {
      yield { file, from: start, length, at, track }
    }
  }
}

/** The runs of samples `from` up to `to` of some segments, where the first is sample `at` of the timeline. */
function* runsWithin(
  segments: readonly Segment[],
  from: number,
  to: number,
  at: number,
): Generator<Omit<Run, 'track'>> {
  const ends = segmentEnds(segments)
  for (let i = firstAbove(ends, from); i < segments.length; i++) {
    const { sound, offset, length, fringe } = segments[i]!
    const begin = ends[i]! - length
    if (begin >= to) return
    if (fringe) continue
    const first = Math.max(from, begin)
    const count = Math.min(to, ends[i]!) - first
    yield* runsOf(sound, offset + first - begin, count, at + first - from)
  }
}

function* runsOf(sound: Sound, offset: number, length: number, at: number): Generator<Omit<Run, 'track'>> {
  switch (sound.kind) {
    case 'silence':
      return
    case 'file':
      yield { file: sound.name, from: offset, length, at }
      return
    case 'sum':
      for (const { segments } of sound.tracks) yield* runsWithin(segments, offset, offset + length, at)
      return
    case 'crossfade':
      yield* runsWithin(sound.head, offset, offset + length, at)
      return
    case 'cleaned':
    case 'limited':
      yield* runsWithin(sound.of, offset, offset + length, at)
  }
}

/** Index of the first run with a sample from `sample` on. */
function firstEndingBehind(runs: readonly Run[], sample: number): number {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >> 1
    const { from, length } = runs[middle]!
    if (from + length > sample) high = middle
    else low = middle + 1
  }
  return low
}

/** In the order of the timeline, and those that adjoin in a track as one. */
function joined(stretches: PlacedStretch[]): PlacedStretch[] {
  const whole: PlacedStretch[] = []
  for (const stretch of stretches.sort((a, b) => a.from - b.from)) {
    const last = whole.at(-1)
    if (last?.track === stretch.track && last.to === stretch.from) {
      whole[whole.length - 1] = { ...last, to: stretch.to }
    } else whole.push(stretch)
  }
  return whole
}
