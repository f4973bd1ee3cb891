import { ProtocolError } from '../../protocol/errors.ts'
import { type Limits, limits } from '../../protocol/limits.ts'
import { TokenBucket } from './token-bucket.ts'

/** ms between two complaints: what is too much by mistake ends no connection. */
const COMPLAINT_PAUSE = 1_000

/** Holds what one client shares within what the server and the network can bear. */
export class PictureLimit {
  readonly #pictures: TokenBucket
  readonly #bytes: TokenBucket
  #complainedAt = -Infinity

  constructor({ picturesPerSecond, pictureBytesPerSecond }: Limits = limits) {
    this.#pictures = new TokenBucket(picturesPerSecond, picturesPerSecond)
    this.#bytes = new TokenBucket(pictureBytesPerSecond, pictureBytesPerSecond)
  }

  /**
   * Counts a message that came at `now` (ms). @returns whether it may go on; if not, it is to be dropped.
   * @param bytes of its payload. @param ends whether a picture is whole with it.
   * @throws ProtocolError `too_fast` where it may not, at most once a second.
   */
  take(bytes: number, ends: boolean, now: number): boolean {
    const fits = this.#bytes.take(bytes + limits.pictureOverhead, now)
    if (fits && (!ends || this.#pictures.take(1, now))) return true
    if (now - this.#complainedAt < COMPLAINT_PAUSE) return false
    this.#complainedAt = now
    throw new ProtocolError('too_fast', 'You share more pictures than may be; send fewer, or smaller ones')
  }
}
