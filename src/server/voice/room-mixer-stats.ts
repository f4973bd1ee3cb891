import type { JitterBufferStats } from '../../audio/jitter-buffer.ts'
import { LatencyHistogram } from './latency-histogram.ts'

/** What the sound of a room counts, or of several that share it. */
export class RoomMixerStats {
  /** Mixes made: frames in which somebody talked. */
  mixes = 0
  /** Distinct messages built, at most one a talker and one for all who are silent. */
  encodes = 0
  /** Frames that could not be decoded. */
  corrupt = 0
  /** What came of the frames that waited to be mixed. */
  readonly waiting: JitterBufferStats = { pushed: 0, played: 0, underruns: 0, dropped: 0, spliced: 0 }
  /** ms by which mixes that had to be made, whoever was late, came later than they should. */
  readonly lateness = new LatencyHistogram()
  /** ms to mix, encode and hand on to all. */
  readonly mixing = new LatencyHistogram()
}
