import { ProtocolError } from '../../protocol/errors.ts'
import type { Limits } from '../../protocol/limits.ts'
import { TokenBucket } from './token-bucket.ts'

/** ms between two errors, so that a temporary excess does not end the connection. */
const ERROR_PAUSE = 1_000

/** Limits the pictures of one client, by number and by bytes per second. */
export class PictureLimit {
  readonly #pictures: TokenBucket
  readonly #bytes: TokenBucket
  readonly #overhead: number
  #refusedAt = -Infinity

  constructor({ picturesPerSecond, pictureBytesPerSecond, pictureOverhead }: Limits) {
    this.#overhead = pictureOverhead
    this.#pictures = new TokenBucket(picturesPerSecond, picturesPerSecond)
    this.#bytes = new TokenBucket(pictureBytesPerSecond, pictureBytesPerSecond)
  }

  /**
   * Counts a message received at `now` (ms). @returns whether to process it; otherwise drop it silently
   * @param bytes of its payload @param ends whether it is the last piece of a picture
   * @throws ProtocolError `too_fast` when it exceeds the limit, at most once per second
   */
  take(bytes: number, ends: boolean, now: number): boolean {
    const fits = this.#bytes.take(bytes + this.#overhead, now)
    if (fits && (!ends || this.#pictures.take(1, now))) return true
    if (now - this.#refusedAt < ERROR_PAUSE) return false
    this.#refusedAt = now
    throw new ProtocolError('too_fast', 'Too many pictures; send fewer or smaller ones')
  }
}

/** ms without excess after which the time until refusal starts again from zero. */
const RELIEF = 1_000

/**
 * Limits one client's voice to near real time. Faster frames are dropped and counted, without an error: a burst after
 * an outage is normal. A client that keeps sending too fast is refused, and disconnected after too many refusals.
 */
export class VoiceLimit {
  readonly #frameMs: number
  readonly #patience: number
  readonly #sound: TokenBucket
  #excessSince = -Infinity
  #lastExcess = -Infinity
  #dropped = 0

  /** @param frameMs ms of sound per frame */
  constructor(frameMs: number, limits: Limits) {
    this.#frameMs = frameMs
    this.#patience = limits.voicePatience
    this.#sound = new TokenBucket(limits.voiceBurst, limits.voiceSpeed * 1_000)
  }

  /**
   * Counts a frame received at `now` (ms). @returns whether to process it; otherwise drop it silently
   * @throws ProtocolError `too_fast` when the excess has lasted for `limits.voicePatience` ms
   */
  take(now: number): boolean {
    if (this.#sound.take(this.#frameMs, now)) return true
    this.#dropped++
    if (now - this.#lastExcess > RELIEF) this.#excessSince = now
    this.#lastExcess = now
    if (now - this.#excessSince < this.#patience) return false
    throw new ProtocolError('too_fast', 'Voice arrives faster than real time; send one frame per frame duration')
  }

  /** Number of dropped frames. */
  get dropped(): number {
    return this.#dropped
  }
}
