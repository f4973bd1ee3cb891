import { gainFactor } from '../../audio/level.ts'
import { MAX_PEAK } from './operations.ts'
import { piece, type Segment, type TreatedSound } from './timeline.ts'

/** Replaces the segments of a range by its processed sound; clip boundaries stay. @param inner segments of the range */
export function treated(inner: readonly Segment[], sound: TreatedSound): Segment[] {
  let at = sound.from
  return inner.map(({ length, startsClip }) => {
    const segment = { ...piece(length, sound, at), startsClip }
    at += length
    return segment
  })
}

/** A range of a track with `db` of gain and its true peaks limited to -1 dBTP. @param of the whole track */
export function limitedSound(
  of: readonly Segment[],
  db: number,
  { from, to, ramp }: Pick<TreatedSound, 'from' | 'to' | 'ramp'>,
): TreatedSound {
  const ceiling = 32_768 * gainFactor(MAX_PEAK)
  return { kind: 'limited', of, from, to, ramp, gain: gainFactor(db), ceiling }
}
