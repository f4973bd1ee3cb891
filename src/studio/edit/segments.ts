import { lengthOf, piece, type Ramp, type Segment } from './timeline.ts'

type Segments = readonly Segment[]

const SILENCE = { kind: 'silence' } as const

/** Samples `from` to `to` (exclusive), padded with silence after the end. */
export function slice(segments: Segments, from: number, to: number): Segment[] {
  const result: Segment[] = []
  let at = 0
  for (const segment of segments) {
    const end = at + segment.length
    if (end > from && at < to && from < to) result.push(part(segment, Math.max(from - at, 0), Math.min(to, end) - at))
    at = end
  }
  const silent = to - Math.max(at, from)
  if (silent > 0) result.push(...silence(silent))
  return result
}

/** Samples `from` to `to` (exclusive) of a segment. */
function part(segment: Segment, from: number, to: number): Segment {
  if (from === 0 && to === segment.length) return segment
  return {
    ...segment,
    length: to - from,
    offset: segment.offset + from,
    ramps: from === 0 ? segment.ramps : segment.ramps.map((ramp) => ({ ...ramp, start: ramp.start - from })),
    startsClip: segment.startsClip && from === 0,
  }
}

/** `length` samples of silence. */
export function silence(length: number): Segment[] {
  return length > 0 ? [piece(length, SILENCE, 0)] : []
}

/** The segments, with the first starting a clip. */
export function startingClip(segments: Segments): Segment[] {
  return segments.map((segment, i) => (i === 0 && !segment.startsClip ? { ...segment, startsClip: true } : segment))
}

/** The segments as the faded edge of a silence, which no moment of the recording maps to. */
export function fringe(segments: Segments): Segment[] {
  return segments.map((segment) => ({ ...segment, fringe: true }))
}

/** The segments with a gain ramp applied. */
export function ramped(segments: Segments, ramp: Ramp): Segment[] {
  let at = 0
  return segments.map((segment) => {
    const moved = { ...ramp, start: ramp.start - at }
    at += segment.length
    return { ...segment, ramps: [...segment.ramps, moved] }
  })
}

/** The segments with a gain factor that is faded in and out over `ramp` samples. */
export function amplified(segments: Segments, factor: number, ramp: number): Segment[] {
  const length = lengthOf(segments)
  const edge = Math.min(ramp, Math.floor(length / 2))
  return [
    ...smooth(slice(segments, 0, edge), 1, factor),
    ...ramped(slice(segments, edge, length - edge), constant(factor)),
    ...smooth(slice(segments, length - edge, length), factor, 1),
  ]
}

/** The segments, faded in over the first `ramp` samples and out over the last, at most half of them each. */
export function edgesFaded(segments: Segments, ramp: number): Segment[] {
  return endFaded(startFaded(segments, Math.min(ramp, halfOf(segments))), Math.min(ramp, halfOf(segments)))
}

/** The segments, faded in over the first `ramp` samples. */
export function startFaded(segments: Segments, ramp: number): Segment[] {
  const length = lengthOf(segments)
  const edge = Math.min(ramp, length)
  return [...smooth(slice(segments, 0, edge), 0, 1), ...slice(segments, edge, length)]
}

/** The segments, faded out over the last `ramp` samples. */
export function endFaded(segments: Segments, ramp: number): Segment[] {
  const length = lengthOf(segments)
  const edge = Math.min(ramp, length)
  return [...slice(segments, 0, length - edge), ...smooth(slice(segments, length - edge, length), 1, 0)]
}

/** The segments with a gain that changes from `from` to `to` along a raised cosine. */
export function smooth(segments: Segments, from: number, to: number): Segment[] {
  return ramped(segments, { start: 0, length: lengthOf(segments), from, to, smooth: true })
}

/**
 * The segments without samples `from` to `to`. The start of the removed part cross-fades into the audio after it,
 * over at most `fade` samples: so the result is shorter by exactly the removed length.
 */
export function cutOut(segments: Segments, from: number, to: number, fade: number): Segment[] {
  const length = lengthOf(segments)
  const end = Math.min(to, length)
  if (from >= end) return [...segments]
  const faded = Math.min(fade, end - from, length - end)
  const before = slice(segments, 0, from)
  if (faded === 0) return [...before, ...startingClip(slice(segments, end, length))]
  const tail = slice(segments, from, from + faded)
  const head = slice(segments, end, end + faded)
  const between = piece(faded, { kind: 'crossfade', tail, head, length: faded }, 0)
  return [...before, { ...between, startsClip: true }, ...slice(segments, end + faded, length)]
}

function constant(factor: number): Ramp {
  return { start: 0, length: 0, from: factor, to: factor, smooth: false }
}

function halfOf(segments: Segments): number {
  return Math.floor(lengthOf(segments) / 2)
}

/** The gain factor of a ramp at a sample of its segment. */
export function rampFactor({ start, length, from, to, smooth }: Ramp, sample: number): number {
  const share = fadeShare(sample - start, length, smooth)
  return from + (to - from) * share
}

/** Progress of a fade of `length` samples at sample `index`: 0 before it, 1 after it, strictly between within. */
export function fadeShare(index: number, length: number, smooth: boolean): number {
  if (index < 0) return 0
  if (index >= length) return 1
  const line = (index + 1) / (length + 1)
  return smooth ? 0.5 - 0.5 * Math.cos(Math.PI * line) : line
}
