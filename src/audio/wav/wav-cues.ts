import { riffChunk, uint32 } from './riff-chunk.ts'

/** A place in a sound that is worth finding again. */
export interface SoundMark {
  /** Samples before it. */
  readonly sample: number
  /** What is there, for people. */
  readonly label: string
}

/** Marks of a file; who is cut off every second for hours gets no more. */
export const MOST_MARKS = 1_000
/** What a cue point can tell: 24 hours at 48 kHz. */
const LAST_SAMPLE = 0xffff_ffff
const POINT_BYTES = 24

/**
 * The marks of a WAV file as chunks that follow its sound: `cue ` with a point for each, and `LIST adtl` with their
 * labels in UTF-8. Nothing where there are none.
 *
 * Source: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (cue-points chunk, associated
 * data list).
 */
export function cueChunks(marks: readonly SoundMark[]): Buffer {
  const told = marks.filter(({ sample }) => sample <= LAST_SAMPLE).slice(0, MOST_MARKS)
  if (told.length === 0) return Buffer.alloc(0)
  const points = told.map(({ sample }, i) => {
    const point = Buffer.alloc(POINT_BYTES)
    point.writeUInt32LE(i + 1, 0)
    point.writeUInt32LE(sample, 4)
    point.write('data', 8, 'latin1')
    point.writeUInt32LE(sample, 20)
    return point
  })
  const labels = told.map(({ label }, i) =>
    riffChunk('labl', Buffer.concat([uint32(i + 1), Buffer.from(`${label}\0`)])),
  )
  return Buffer.concat([
    riffChunk('cue ', Buffer.concat([uint32(told.length), ...points])),
    riffChunk('LIST', Buffer.concat([Buffer.from('adtl'), ...labels])),
  ])
}
