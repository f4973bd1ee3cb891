import { riffChunk, uint32 } from './riff-chunk.ts'

/** A marker in a recording. */
export interface SoundMark {
  /** Position in samples from the start. */
  readonly sample: number
  /** Text for the user. */
  readonly label: string
}

/** Maximum markers per file, so that a track with constant drop-outs does not grow its list of markers without bound. */
export const MOST_MARKS = 1_000
/** The last position that a 32-bit cue point can hold: 24 hours at 48 kHz. */
const LAST_SAMPLE = 0xffff_ffff
const POINT_BYTES = 24

/**
 * Encodes markers as chunks to append after the `data` chunk of a WAV file: `cue ` with one point per marker, and
 * `LIST adtl` with the labels in UTF-8. Returns an empty buffer if there are no markers.
 *
 * Source: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (cue-points chunk, associated
 * data list).
 */
export function cueChunks(marks: readonly SoundMark[]): Buffer {
  const kept = marks.filter(({ sample }) => sample <= LAST_SAMPLE).slice(0, MOST_MARKS)
  if (kept.length === 0) return Buffer.alloc(0)
  const points = kept.map(({ sample }, i) => {
    const point = Buffer.alloc(POINT_BYTES)
    point.writeUInt32LE(i + 1, 0)
    point.writeUInt32LE(sample, 4)
    point.write('data', 8, 'latin1')
    point.writeUInt32LE(sample, 20)
    return point
  })
  const labels = kept.map(({ label }, i) =>
    riffChunk('labl', Buffer.concat([uint32(i + 1), Buffer.from(`${label}\0`)])),
  )
  return Buffer.concat([
    riffChunk('cue ', Buffer.concat([uint32(kept.length), ...points])),
    riffChunk('LIST', Buffer.concat([Buffer.from('adtl'), ...labels])),
  ])
}
