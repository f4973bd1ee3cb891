/** The source of a segment's audio. All are endless: silent before their start and after their end. */
export type Sound =
  | { readonly kind: 'silence' }
  /** A file of the project, by name. */
  | { readonly kind: 'file'; readonly name: string }
  /** The sum of tracks, as they were at the time of the operation. */
  | { readonly kind: 'sum'; readonly tracks: readonly Track[] }
  /** `tail` fades into `head` over `length` samples. */
  | {
      readonly kind: 'crossfade'
      readonly tail: readonly Segment[]
      readonly head: readonly Segment[]
      readonly length: number
    }
  /** A range of a track with noise reduction, faded in and out over `ramp` samples. */
  | {
      readonly kind: 'cleaned'
      readonly of: readonly Segment[]
      readonly from: number
      readonly to: number
      readonly ramp: number
      readonly profile: readonly number[]
      readonly reductionDb: number
    }
  /** A range of a track with gain and a peak limiter, faded in and out over `ramp` samples. */
  | {
      readonly kind: 'limited'
      readonly of: readonly Segment[]
      readonly from: number
      readonly to: number
      readonly ramp: number
      /** Linear factor. */
      readonly gain: number
      /** Peak magnitude on the scale of 16-bit samples. */
      readonly ceiling: number
    }

/** A processed range of a track. */
export type TreatedSound = Extract<Sound, { readonly of: readonly Segment[] }>

/** A gain that changes from one factor to another; constant before `start` and after its end. */
export interface Ramp {
  /** Samples from the start of the segment; may be negative. */
  readonly start: number
  readonly length: number
  readonly from: number
  readonly to: number
  /** Raised cosine (inaudible edges), or a straight line. */
  readonly smooth: boolean
}

/** Part of a track: `length` samples of a sound from `offset`. */
export interface Segment {
  /** Samples. */
  readonly length: number
  readonly sound: Sound
  /** Samples from the start of the sound. */
  readonly offset: number
  /** Gain ramps, multiplied. */
  readonly ramps: readonly Ramp[]
  /** Whether the segment starts a clip on the screen; otherwise it continues the clip before it. */
  readonly startsClip: boolean
  /** Part of a faded edge, which no moment of the recording maps to. */
  readonly fringe?: true
}

/** A voice: consecutive segments from the start of the timeline. */
export interface Track {
  readonly name: string
  readonly segments: readonly Segment[]
}

/** A recording after some operations. Immutable: each operation creates another. */
export interface Timeline {
  /** Sample rate of all its files, Hz. */
  readonly rate: number
  readonly tracks: readonly Track[]
}

/** A file of the original timeline. */
export interface TrackFile {
  /** Name of the track. */
  readonly track: string
  /** Name of the file among the sources. */
  readonly file: string
  /** Samples. */
  readonly length: number
}

/** The timeline before any operation. Files of the same track are summed. */
export function originalTimeline(rate: number, files: readonly TrackFile[]): Timeline {
  const tracks = [...new Set(files.map(({ track }) => track))].map((name) => {
    const parts = files
      .filter(({ track, length }) => track === name && length > 0)
      .map(({ file, length }) => ({ name: file, segments: [piece(length, { kind: 'file', name: file }, 0)] }))
    const whole =
      parts.length > 1 ? [piece(timelineLength({ tracks: parts }), { kind: 'sum', tracks: parts }, 0)] : null
    const segments = whole ?? parts[0]?.segments ?? []
    return { name, segments: segments.map((segment) => ({ ...segment, startsClip: true })) }
  })
  return { rate, tracks }
}

/** A segment with unity gain. */
export function piece(length: number, sound: Sound, offset: number): Segment {
  return { length, sound, offset, ramps: [], startsClip: false }
}

/** Total length of some segments, in samples. */
export function lengthOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { length }) => sum + length, 0)
}

/** Length of the longest track, in samples. */
export function timelineLength({ tracks }: Pick<Timeline, 'tracks'>): number {
  return Math.max(0, ...tracks.map(({ segments }) => lengthOf(segments)))
}

/** A clip on the screen, in samples of the timeline. */
export interface Clip {
  readonly from: number
  readonly to: number
}

/** The clips of a track, in order. */
export function clipsOf({ segments }: Track): Clip[] {
  const clips: { from: number; to: number }[] = []
  let at = 0
  for (const { length, startsClip } of segments) {
    const open = clips.at(-1)
    if (open && !startsClip) open.to = at + length
    else clips.push({ from: at, to: at + length })
    at += length
  }
  return clips
}
