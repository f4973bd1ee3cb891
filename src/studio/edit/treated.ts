import { gainFactor } from '../../audio/level.ts'
import { HIGHEST_PEAK } from './operations.ts'
import { piece, type Segment, type TreatedSound } from './timeline.ts'

/** A stretch as it is once it was worked on; clips begin where they did. @param inner what the stretch is made of */
export function treated(inner: readonly Segment[], sound: TreatedSound): Segment[] {
  let at = sound.from
  return inner.map(({ length, opens }) => {
    const segment = { ...piece(length, sound, at), opens }
    at += length
    return segment
  })
}

/** A stretch of a track made louder by `db`, with its peaks held below -1 dBFS. @param ramp samples, as of `TreatedSound` */
export function limitedSound(
  of: readonly Segment[],
  db: number,
  { from, to, ramp }: Pick<TreatedSound, 'from' | 'to' | 'ramp'>,
): TreatedSound {
  const ceiling = 32_768 * gainFactor(HIGHEST_PEAK)
  return { kind: 'limited', of, from, to, ramp, gain: gainFactor(db), ceiling }
}
