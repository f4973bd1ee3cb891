import { lengthOf, piece, type Ramp, type Segment } from './timeline.ts'

type Segments = readonly Segment[]

const SILENCE = { kind: 'silence' } as const

/** Samples `from` up to `to`; what lies behind the end is silent. */
export function slice(segments: Segments, from: number, to: number): Segment[] {
  const result: Segment[] = []
  let at = 0
  for (const segment of segments) {
    const end = at + segment.length
    if (end > from && at < to && from < to)
      result.push(part(segment, Math.max(from - at, 0), Math.min(to, end) - at))
    at = end
  }
  const silent = to - Math.max(at, from)
  if (silent > 0) result.push(...silence(silent))
  return result
}

/** Samples `from` up to `to` of a segment. */
function part(segment: Segment, from: number, to: number): Segment {
  if (from === 0 && to === segment.length) return segment
  return {
    ...segment,
    length: to - from,
    offset: segment.offset + from,
    ramps: from === 0 ? segment.ramps : segment.ramps.map((ramp) => ({ ...ramp, start: ramp.start - from })),
    opens: segment.opens && from === 0,
  }
}

/** Nothing to be heard for `length` samples. */
export function silence(length: number): Segment[] {
  return length > 0 ? [piece(length, SILENCE, 0)] : []
}

/** The same segments, of which the first begins a clip. */
export function opening(segments: Segments): Segment[] {
  return segments.map((segment, i) => (i === 0 && !segment.opens ? { ...segment, opens: true } : segment))
}

/** The segments as the edge of a silence, where no moment of the recording stands any more. */
export function fringe(segments: Segments): Segment[] {
  return segments.map((segment) => ({ ...segment, fringe: true }))
}

/** The segments under a factor that goes from `from` to `to` over `length` samples from sample `start` on. */
export function ramped(segments: Segments, ramp: Ramp): Segment[] {
  let at = 0
  return segments.map((segment) => {
    const moved = { ...ramp, start: ramp.start - at }
    at += segment.length
    return { ...segment, ramps: [...segment.ramps, moved] }
  })
}

/** The segments times `factor`, reached smoothly within `ramp` samples at the start, and left so at the end. */
export function louder(segments: Segments, factor: number, ramp: number): Segment[] {
  const length = lengthOf(segments)
  const edge = Math.min(ramp, Math.floor(length / 2))
  return [
    ...smooth(slice(segments, 0, edge), 1, factor),
    ...ramped(slice(segments, edge, length - edge), constant(factor)),
    ...smooth(slice(segments, length - edge, length), factor, 1),
  ]
}

/** The segments, faded in over their first `ramp` samples and out over the last; half of them each at most. */
export function edgesFaded(segments: Segments, ramp: number): Segment[] {
  return endFaded(startFaded(segments, Math.min(ramp, halfOf(segments))), Math.min(ramp, halfOf(segments)))
}

/** The segments, faded in over their first `ramp` samples. */
export function startFaded(segments: Segments, ramp: number): Segment[] {
  const length = lengthOf(segments)
  const edge = Math.min(ramp, length)
  return [...smooth(slice(segments, 0, edge), 0, 1), ...slice(segments, edge, length)]
}

/** The segments, faded out over their last `ramp` samples. */
export function endFaded(segments: Segments, ramp: number): Segment[] {
  const length = lengthOf(segments)
  const edge = Math.min(ramp, length)
  return [...slice(segments, 0, length - edge), ...smooth(slice(segments, length - edge, length), 1, 0)]
}

/** The segments under a factor that goes smoothly from `from` to `to` from their start to their end. */
export function smooth(segments: Segments, from: number, to: number): Segment[] {
  return ramped(segments, { start: 0, length: lengthOf(segments), from, to, smooth: true })
}

/**
 * The segments without samples `from` up to `to`. What would have been heard next fades into what is heard now, over
 * `fade` samples or as many as were taken out: so nothing later is off by a sample, and no sound is used twice.
 */
export function without(segments: Segments, from: number, to: number, fade: number): Segment[] {
  const length = lengthOf(segments)
  const end = Math.min(to, length)
  if (from >= end) return [...segments]
  const faded = Math.min(fade, end - from, length - end)
  const before = slice(segments, 0, from)
  if (faded === 0) return [...before, ...opening(slice(segments, end, length))]
  const tail = slice(segments, from, from + faded)
  const head = slice(segments, end, end + faded)
  const between = piece(faded, { kind: 'crossfade', tail, head, length: faded }, 0)
  return [...before, { ...between, opens: true }, ...slice(segments, end + faded, length)]
}

function constant(factor: number): Ramp {
  return { start: 0, length: 0, from: factor, to: factor, smooth: false }
}

function halfOf(segments: Segments): number {
  return Math.floor(lengthOf(segments) / 2)
}

/** The factor of a ramp at a sample of its segment. */
export function rampFactor({ start, length, from, to, smooth }: Ramp, sample: number): number {
  const share = fadeShare(sample - start, length, smooth)
  return from + (to - from) * share
}

/** How far a fade of `length` samples is at sample `index` of it: 0 before it, 1 behind it, and never 0 or 1 within. */
export function fadeShare(index: number, length: number, smooth: boolean): number {
  if (index < 0) return 0
  if (index >= length) return 1
  const line = (index + 1) / (length + 1)
  return smooth ? 0.5 - 0.5 * Math.cos(Math.PI * line) : line
}
