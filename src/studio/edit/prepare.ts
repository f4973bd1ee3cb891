import { NoiseReduction, noiseHop } from '../analysis/noise-reduction.ts'
import { SilentSpans, type Span } from '../analysis/silent-spans.ts'
import { chosenTracks, placeOf, samples } from './apply.ts'
import { measureGain } from './measure-gain.ts'
import { EditError, type Operation, type OperationOf } from './operations.ts'
import { type Progress, ProgressCounter } from './progress.ts'
import { RENDER_BLOCK, Renderer, type Sources } from './render.ts'
import { slice } from './segments.ts'
import { lengthOf, type Segment, type Timeline, type Track } from './timeline.ts'

const DEFAULT_THRESHOLD = -45
const DEFAULT_KEEP = 0.5
/** Length in s of the quietest range, the default noise sample. */
const NOISE_SECONDS = 0.5
/** Passes over a track that needs limiting, for the progress. */
const LIMITING_PASSES = 4

/**
 * Completes an operation with its measurements of the audio; those that it has are kept.
 *
 * @param timeline before the operation
 * @throws EditError when the operation cannot be applied, or the reason when `progress.signal` aborts
 */
export async function prepare(
  timeline: Timeline,
  operation: Operation,
  sources: Sources,
  progress: Progress = {},
): Promise<Operation> {
  if (isPrepared(operation)) return operation
  const renderer = new Renderer(timeline.rate, sources)
  switch (operation.name) {
    case 'normalise':
      return { ...operation, ...(await measureGains(timeline, operation, renderer, progress)) }
    case 'noise_reduction':
      return { ...operation, profiles: await measureNoise(timeline, operation, renderer, progress) }
    case 'remove_silence':
      return { ...operation, spans: await findSilence(timeline, operation, renderer, progress) }
    default:
      return operation
  }
}

/** Whether an operation has all the measurements that it needs. */
export function isPrepared(operation: Operation): boolean {
  switch (operation.name) {
    case 'normalise':
      return operation.gains !== undefined
    case 'noise_reduction':
      return operation.profiles !== undefined
    case 'remove_silence':
      return operation.spans !== undefined
    default:
      return true
  }
}

async function measureGains(
  timeline: Timeline,
  operation: OperationOf<'normalise'>,
  renderer: Renderer,
  progress: Progress,
) {
  const gains: Record<string, number> = {}
  let limit = operation.limit ?? false
  const audio = ranges(timeline, operation)
  const passes = operation.measure === 'loudness' && operation.limit !== false ? LIMITING_PASSES : 1
  const counters = new ProgressCounter(passes * lengthOfAll(audio), progress)
  const read = (segments: readonly Segment[]) => blocks(renderer, segments, counters)
  for (const [{ name }, segments] of audio) {
    const { db, limited } = await measureGain(segments, operation, timeline.rate, read)
    gains[name] = db
    limit ||= limited
  }
  return limit ? { gains, limit } : { gains }
}

async function measureNoise(
  timeline: Timeline,
  operation: OperationOf<'noise_reduction'>,
  renderer: Renderer,
  progress: Progress,
) {
  const { rate } = timeline
  const { noise_from: from, noise_to: to } = operation
  if ((from === undefined) !== (to === undefined)) {
    throw new EditError('Give both "noise_from" and "noise_to", or neither.')
  }
  const reduction = new NoiseReduction(rate)
  const profiles: Record<string, number[]> = {}
  const audio = ranges(timeline, operation)
  const counters = new ProgressCounter(lengthOfAll(audio), progress)
  for (const [{ name, segments: whole }, segments] of audio) {
    const noise =
      from !== undefined && to !== undefined
        ? slice(whole, samples(from, rate), samples(to, rate))
        : await quietest(renderer, segments, samples(NOISE_SECONDS, rate), counters)
    if (lengthOf(noise) < 2 * noiseHop(rate))
      throw new EditError('The noise sample is too short. Choose a longer range.')
    const sound = new Float64Array(Math.min(lengthOf(noise), 60 * rate))
    await renderer.read(noise, 0, sound)
    profiles[name] = reduction.profile(sound)
  }
  return profiles
}

/** The quietest `length` samples that are not digital silence, or all samples when there are fewer. */
async function quietest(
  renderer: Renderer,
  segments: readonly Segment[],
  length: number,
  counters: ProgressCounter,
): Promise<readonly Segment[]> {
  let best = 0
  let least = Infinity
  let at = 0
  for await (const block of blocks(renderer, segments, counters, length)) {
    const energy = block.reduce((sum, sample) => sum + sample * sample, 0)
    if (block.length === length && energy > 0 && energy < least) {
      least = energy
      best = at
    }
    at += block.length
  }
  return slice(segments, best, Math.min(best + length, at))
}

async function findSilence(
  timeline: Timeline,
  operation: OperationOf<'remove_silence'>,
  renderer: Renderer,
  progress: Progress,
) {
  const { longer_than, keep = DEFAULT_KEEP, threshold = DEFAULT_THRESHOLD, tracks } = operation
  const { rate } = timeline
  const chosen = chosenTracks(timeline, tracks)
  const { from, to } = placeOf(timeline, chosen, operation)
  const silence = new SilentSpans(rate, threshold, samples(longer_than, rate))
  const sum = [
    { length: to - from, sound: { kind: 'sum', tracks: chosen }, offset: from, ramps: [], startsClip: true },
  ] as const
  const counters = new ProgressCounter(to - from, progress)
  for await (const block of blocks(renderer, sum, counters)) silence.add(block)
  const kept = samples(keep, rate)
  return silence.finish().flatMap(([start, end]: Span): [number, number][] => {
    // Half of the kept silence stays on either side, so that no word is clipped.
    const first = from + start + Math.ceil(kept / 2)
    const last = from + end - Math.floor(kept / 2)
    return last > first ? [[first / rate, last / rate]] : []
  })
}

/** The tracks of an operation, each with the segments in its range. */
function ranges(timeline: Timeline, operation: Operation): [Track, Segment[]][] {
  const chosen = chosenTracks(timeline, operation.tracks)
  const { from, to } = placeOf(timeline, chosen, operation)
  return chosen.map((track) => [track, slice(track.segments, from, Math.min(to, lengthOf(track.segments)))])
}

function lengthOfAll(audio: readonly [Track, Segment[]][]): number {
  return audio.reduce((sum, [, segments]) => sum + lengthOf(segments), 0)
}

async function* blocks(
  renderer: Renderer,
  segments: readonly Segment[],
  counters: ProgressCounter,
  blockLength = RENDER_BLOCK,
) {
  const length = lengthOf(segments)
  for (let at = 0; at < length; at += blockLength) {
    const block = new Float64Array(Math.min(blockLength, length - at))
    await renderer.read(segments, at, block)
    counters.step(block.length)
    yield block
  }
}
