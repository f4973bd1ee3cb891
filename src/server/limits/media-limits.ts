import { ProtocolError } from '../../protocol/errors.ts'
import type { Limits } from '../../protocol/limits.ts'
import { TokenBucket } from './token-bucket.ts'

/** ms between two complaints: what is too much by mistake ends no connection. */
const COMPLAINT_PAUSE = 1_000

/** Holds what one client shares within what the server and the network can bear. */
export class PictureLimit {
  readonly #pictures: TokenBucket
  readonly #bytes: TokenBucket
  readonly #overhead: number
  #complainedAt = -Infinity

  constructor({ picturesPerSecond, pictureBytesPerSecond, pictureOverhead }: Limits) {
    this.#overhead = pictureOverhead
    this.#pictures = new TokenBucket(picturesPerSecond, picturesPerSecond)
    this.#bytes = new TokenBucket(pictureBytesPerSecond, pictureBytesPerSecond)
  }

  /**
   * Counts a message that came at `now` (ms). @returns whether it may go on; if not, it is to be dropped.
   * @param bytes of its payload. @param ends whether a picture is whole with it.
   * @throws ProtocolError `too_fast` where it may not, at most once a second.
   */
  take(bytes: number, ends: boolean, now: number): boolean {
    const fits = this.#bytes.take(bytes + this.#overhead, now)
    if (fits && (!ends || this.#pictures.take(1, now))) return true
    if (now - this.#complainedAt < COMPLAINT_PAUSE) return false
    this.#complainedAt = now
    throw new ProtocolError('too_fast', 'You share more pictures than may be; send fewer, or smaller ones')
  }
}

/** ms without an excess after which one is over: a client that mended its pace starts anew. */
const RELIEF = 1_000

/**
 * Holds one client's voice near real time. What comes faster is dropped and counted, for a burst after an outage is
 * nobody's fault; a client that goes on so for long is refused, and closed in the end like any that is refused much.
 */
export class VoiceLimit {
  readonly #frameMs: number
  readonly #patience: number
  readonly #sound: TokenBucket
  #excessSince = -Infinity
  #lastExcess = -Infinity
  #dropped = 0

  /** @param frameMs ms of sound in a frame. */
  constructor(frameMs: number, limits: Limits) {
    this.#frameMs = frameMs
    this.#patience = limits.voicePatience
    this.#sound = new TokenBucket(limits.voiceBurst, limits.voiceSpeed * 1_000)
  }

  /**
   * Counts a frame that came at `now` (ms). @returns whether it came in time.
   * @throws ProtocolError `too_fast` where it did not, and that has gone on for long.
   */
  take(now: number): boolean {
    if (this.#sound.take(this.#frameMs, now)) return true
    this.#dropped++
    if (now - this.#lastExcess > RELIEF) this.#excessSince = now
    this.#lastExcess = now
    if (now - this.#excessSince < this.#patience) return false
    throw new ProtocolError('too_fast', 'Voice comes faster than anybody can talk; send frames in real time')
  }

  /** Frames that did not come in time. */
  get dropped(): number {
    return this.#dropped
  }
}
