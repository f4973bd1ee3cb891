import { SILENCE } from '../../audio/level.ts'
import { LoudnessMeter } from '../analysis/loudness.ts'
import { HIGHEST_PEAK, type OperationOf } from './operations.ts'
import { lengthOf, type Segment } from './timeline.ts'
import { limitedSound, treated } from './treated.ts'

const DEFAULT_PEAK = -1
const DEFAULT_LOUDNESS = -16
/** LU that limited sound may be off its target. */
const NEAR = 0.03
/** How often limited sound is heard for that at most; three times are usual. */
const MOST_TRIES = 8
/** dB that the gain is raised by at most to make up for what the limiter takes: more would squash the voice itself. */
const MOST_MAKE_UP = 6

/** Reads segments from their start to their end, in 16-bit samples. */
export type Hear = (segments: readonly Segment[]) => AsyncIterable<Float64Array>

/** By how many dB a track is made louder, and whether its peaks have to be limited for that. */
export interface MeasuredGain {
  readonly db: number
  readonly limited: boolean
}

/** What brings a stretch of a track to the peak or loudness that is wanted. @param rate samples a second */
export async function measureGain(
  segments: readonly Segment[],
  { measure, target, limit }: OperationOf<'normalise'>,
  rate: number,
  hear: Hear,
): Promise<MeasuredGain> {
  const { peak, loudness } = await levels(segments, rate, hear)
  if (measure === 'peak') {
    return { db: peak <= SILENCE ? 0 : (target ?? DEFAULT_PEAK) - peak, limited: false }
  }
  if (loudness <= SILENCE) return { db: 0, limited: false }
  const wanted = target ?? DEFAULT_LOUDNESS
  const db = wanted - loudness
  const most = Math.max(HIGHEST_PEAK - peak, 0)
  if (db <= most) return { db, limited: false }
  if (limit === false) return { db: most, limited: false }
  return { db: await limitedGain(segments, wanted, db, rate, hear), limited: true }
}

/** Limiting takes loudness away, so the gain is raised until what is left is as loud as wanted, within reason. */
async function limitedGain(
  segments: readonly Segment[],
  wanted: number,
  first: number,
  rate: number,
  hear: Hear,
): Promise<number> {
  const place = { from: 0, to: lengthOf(segments), ramp: 0 }
  let before = { db: first, missing: 0 }
  let best = { db: first, missing: Infinity }
  let db = first
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { loudness } = await levels(treated(segments, limitedSound(segments, db, place)), rate, hear)
    const missing = wanted - loudness
    if (Math.abs(missing) < Math.abs(best.missing)) best = { db, missing }
    if (Math.abs(missing) < NEAR) break
    const won = before.missing - missing
    const slope = tries > 0 && won !== 0 ? (db - before.db) / won : 1
    before = { db, missing }
    db = Math.max(first, Math.min(first + MOST_MAKE_UP, db + missing * Math.max(1, slope)))
    if (db === before.db) break
  }
  return best.db
}

async function levels(segments: readonly Segment[], rate: number, hear: Hear) {
  const meter = new LoudnessMeter(rate)
  let highest = 0
  for await (const block of hear(segments)) {
    for (const sample of block) highest = Math.max(highest, Math.abs(sample))
    meter.hear(block)
  }
  return { peak: highest > 0 ? 20 * Math.log10(highest / 32_768) : SILENCE, loudness: meter.integrated }
}
