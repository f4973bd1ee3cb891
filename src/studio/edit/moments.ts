import { firstAbove, segmentEnds } from './segment-ends.ts'
import type { Segment, Sound, Timeline } from './timeline.ts'

/** A range of an edited track, in samples of the timeline. */
export interface TimelineRange {
  readonly track: string
  readonly from: number
  readonly to: number
}

/** A range of a recorded file, in its samples. */
export interface FileRange {
  readonly file: string
  readonly from: number
  readonly to: number
}

/** Consecutive samples of a file that are consecutive in a track too. */
interface Run {
  readonly file: string
  /** First sample in the file. */
  readonly from: number
  readonly length: number
  readonly track: string
  /** First sample in the timeline. */
  readonly at: number
}

/**
 * Maps moments between the recorded files and an edited timeline, so that the data of a recording (turns, markers,
 * words) follows the edits. A moment has one place, or none when it was cut or silenced. In a cross-fade, the place
 * belongs to the audio that fades in.
 */
export class Moments {
  /** By file, sorted by position in the file. */
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

  /** The place of a sample of a file, or null when it was removed. */
  place(file: string, sample: number): { readonly track: string; readonly at: number } | null {
    const runs = this.#placed.get(file) ?? []
    const run = runs[firstEndingAfter(runs, sample)]
    return run && run.from <= sample ? { track: run.track, at: run.at + sample - run.from } : null
  }

  /** The places of a range of a file: one, several or none, in timeline order. */
  places({ file, from, to }: FileRange): TimelineRange[] {
    const runs = this.#placed.get(file) ?? []
    const found: TimelineRange[] = []
    for (let i = firstEndingAfter(runs, from); i < runs.length && runs[i]!.from < to; i++) {
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
   * The place of a moment of the whole recording, which is the same sample in all files: the place that most tracks
   * agree on, the earliest on a tie.
   * @returns a sample of the timeline, or null when no track contains the moment
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

  /** The recorded ranges in a range of an edited track, in timeline order; mixed tracks yield all of their parts. */
  originals({ track, from, to }: TimelineRange): FileRange[] {
    const runs = [...this.#runs(track, from, to)].sort((a, b) => a.at - b.at)
    return runs.map(({ file, from: start, length }) => ({ file, from: start, to: start + length }))
  }

  *#runs(track: string, from: number, to: number): Generator<Run> {
    for (const { file, from: start, length, at } of runsWithin(this.#tracks.get(track) ?? [], from, to, from)) {
      yield { file, from: start, length, at, track }
    }
  }
}

/** The runs in samples `from` to `to` of some segments, where `from` is sample `at` of the timeline. */
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

/** Index of the first run that ends after `sample`. */
function firstEndingAfter(runs: readonly Run[], sample: number): number {
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

/** Sorts by timeline position and merges adjacent ranges of a track. */
function joined(ranges: TimelineRange[]): TimelineRange[] {
  const whole: TimelineRange[] = []
  for (const range of ranges.sort((a, b) => a.from - b.from)) {
    const last = whole.at(-1)
    if (last?.track === range.track && last.to === range.from) {
      whole[whole.length - 1] = { ...last, to: range.to }
    } else whole.push(range)
  }
  return whole
}
