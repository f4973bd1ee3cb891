/** What a segment is heard of. All of them are endless: silent before their start and behind their end. */
export type Sound =
  | { readonly kind: 'silence' }
  /** A file of the project, by its name. */
  | { readonly kind: 'file'; readonly name: string }
  /** The sum of tracks, as they were at some time. */
  | { readonly kind: 'sum'; readonly tracks: readonly Track[] }
  /** `tail` fades into `head` over `length` samples. */
  | {
      readonly kind: 'crossfade'
      readonly tail: readonly Segment[]
      readonly head: readonly Segment[]
      readonly length: number
    }
  /** A stretch of a track with less noise; it begins and ends within `ramp` samples. */
  | {
      readonly kind: 'cleaned'
      readonly of: readonly Segment[]
      readonly from: number
      readonly to: number
      readonly ramp: number
      readonly profile: readonly number[]
      readonly reductionDb: number
    }
  /** A stretch of a track made louder, with its peaks held below a ceiling; it begins and ends within `ramp` samples. */
  | {
      readonly kind: 'limited'
      readonly of: readonly Segment[]
      readonly from: number
      readonly to: number
      readonly ramp: number
      /** Factor. */
      readonly gain: number
      /** As 16-bit samples count. */
      readonly ceiling: number
    }

/** A sound that is a stretch of a track, worked on. */
export type TreatedSound = Extract<Sound, { readonly of: readonly Segment[] }>

/** A factor that goes from one value to another; it is the first before `start` and the other from its end on. */
export interface Ramp {
  /** Samples from the start of the segment; may lie before it. */
  readonly start: number
  readonly length: number
  readonly from: number
  readonly to: number
  /** Along half a cosine, for what shall not be heard; or a straight line. */
  readonly smooth: boolean
}

/** A stretch of a track: a piece of some sound, from `offset` on. */
export interface Segment {
  /** Samples. */
  readonly length: number
  readonly sound: Sound
  /** Samples from the start of the sound. */
  readonly offset: number
  /** Factors that are applied one after another. */
  readonly ramps: readonly Ramp[]
  /** Whether a clip begins here, as the user sees it; segments without it go on with the clip before. */
  readonly opens: boolean
  /** Heard for the sake of an edge alone: no moment of the recording stands here. */
  readonly fringe?: true
}

/** A voice, from the start of the timeline on: its segments lie one behind the other. */
export interface Track {
  readonly name: string
  readonly segments: readonly Segment[]
}

/** A recording as it is heard after some operations. Never changed: each operation makes another. */
export interface Timeline {
  /** Samples a second, of all of its files. */
  readonly rate: number
  readonly tracks: readonly Track[]
}

/** A file that a timeline begins with. */
export interface TrackFile {
  /** What the track is called. */
  readonly track: string
  /** What the file is called among the sources. */
  readonly file: string
  /** Samples. */
  readonly length: number
}

/** The timeline before any operation: each file is a track. */
export function originalTimeline(rate: number, files: readonly TrackFile[]): Timeline {
  const tracks = files.map(({ track, file, length }) => ({
    name: track,
    segments: length === 0 ? [] : [{ ...piece(length, { kind: 'file', name: file }, 0), opens: true }],
  }))
  return { rate, tracks }
}

/** A segment as it comes, at its own loudness. */
export function piece(length: number, sound: Sound, offset: number): Segment {
  return { length, sound, offset, ramps: [], opens: false }
}

/** Samples from the start of some segments to the end of the last. */
export function lengthOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { length }) => sum + length, 0)
}

/** Samples of the longest track. */
export function timelineLength({ tracks }: Pick<Timeline, 'tracks'>): number {
  return Math.max(0, ...tracks.map(({ segments }) => lengthOf(segments)))
}

/** A clip as the user sees it, in samples of the timeline. */
export interface Clip {
  readonly from: number
  readonly to: number
}

/** The clips of a track, in order. */
export function clipsOf({ segments }: Track): Clip[] {
  const clips: { from: number; to: number }[] = []
  let at = 0
  for (const { length, opens } of segments) {
    const open = clips.at(-1)
    if (open && !opens) open.to = at + length
    else clips.push({ from: at, to: at + length })
    at += length
  }
  return clips
}
