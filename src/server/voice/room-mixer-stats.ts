import type { JitterBufferStats } from '../../audio/jitter-buffer.ts'
import { LatencyHistogram } from './latency-histogram.ts'

/** Counters of a room's mixer, or of several mixers that share them. */
export class RoomMixerStats {
  /** Slots that were mixed. */
  mixes = 0
  /** Distinct messages built: at most one per talker and codec, and one per codec for the silent members. */
  encodes = 0
  /** Frames that could not be decoded. */
  corrupt = 0
  /** Outcomes of the frames that waited to be mixed. */
  readonly waiting: JitterBufferStats = { pushed: 0, played: 0, underruns: 0, dropped: 0, spliced: 0 }
  /** ms by which the timer of overdue mixes fired late. */
  readonly lateness = new LatencyHistogram()
  /** ms to mix, encode and send one slot. */
  readonly mixing = new LatencyHistogram()
}
