import { SILENCE } from '../../audio/level.ts'
import { LoudnessMeter } from '../analysis/loudness.ts'
import { TruePeakMeter } from '../analysis/true-peak.ts'
import { MAX_PEAK, type OperationOf } from './operations.ts'
import { lengthOf, type Segment } from './timeline.ts'
import { limitedSound, treated } from './treated.ts'

const DEFAULT_PEAK = -1
const DEFAULT_LOUDNESS = -16
/** LU by which the limited audio may miss its target. */
const TOLERANCE = 0.03
/** Passes over the audio at most; three are usual. */
const MAX_PASSES = 8
/** dB of make-up gain at most for what the limiter removes: more would squash the voice itself. */
const MAX_MAKE_UP = 6

/** Renders segments from start to end, in blocks on the scale of 16-bit samples. */
export type ReadBlocks = (segments: readonly Segment[]) => AsyncIterable<Float64Array>

/** The gain of a track in dB, and whether it needs the limiter. */
export interface MeasuredGain {
  readonly db: number
  readonly limited: boolean
}

/**
 * Measures the gain that brings audio to the target of a `normalise` operation: peak (dBFS) or integrated loudness
 * (LUFS, EBU R128).
 * @param rate sample rate, Hz
 */
export async function measureGain(
  segments: readonly Segment[],
  { measure, target, limit }: OperationOf<'normalise'>,
  rate: number,
  read: ReadBlocks,
): Promise<MeasuredGain> {
  const { peak, truePeak, loudness } = await levels(segments, rate, read)
  if (measure === 'peak') {
    return { db: peak <= SILENCE ? 0 : (target ?? DEFAULT_PEAK) - peak, limited: false }
  }
  if (loudness <= SILENCE) return { db: 0, limited: false }
  const wanted = target ?? DEFAULT_LOUDNESS
  const db = wanted - loudness
  const most = Math.max(MAX_PEAK - truePeak, 0)
  if (db <= most) return { db, limited: false }
  if (limit === false) return { db: most, limited: false }
  return { db: await limitedGain(segments, wanted, db, rate, read), limited: true }
}

/** Limiting lowers the loudness, so raises the gain by the secant method until the result meets the target. */
async function limitedGain(
  segments: readonly Segment[],
  wanted: number,
  first: number,
  rate: number,
  read: ReadBlocks,
): Promise<number> {
  const place = { from: 0, to: lengthOf(segments), ramp: 0 }
  let before = { db: first, missing: 0 }
  let best = { db: first, missing: Infinity }
  let db = first
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const { loudness } = await levels(treated(segments, limitedSound(segments, db, place)), rate, read)
    const missing = wanted - loudness
    if (Math.abs(missing) < Math.abs(best.missing)) best = { db, missing }
    if (Math.abs(missing) < TOLERANCE) break
    const won = before.missing - missing
    const slope = pass > 0 && won !== 0 ? (db - before.db) / won : 1
    before = { db, missing }
    db = Math.max(first, Math.min(first + MAX_MAKE_UP, db + missing * Math.max(1, slope)))
    if (db === before.db) break
  }
  return best.db
}

async function levels(segments: readonly Segment[], rate: number, read: ReadBlocks) {
  const meter = new LoudnessMeter(rate)
  const between = new TruePeakMeter()
  let highest = 0
  for await (const block of read(segments)) {
    for (let i = 0; i < block.length; i++) highest = Math.max(highest, Math.abs(block[i]!))
    between.add(block)
    meter.add(block)
  }
  return { peak: dbfs(highest), truePeak: dbfs(between.peak), loudness: meter.integrated }
}

function dbfs(size: number): number {
  return size > 0 ? 20 * Math.log10(size / 32_768) : SILENCE
}
