import type { Clock } from '../../lib/clock.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Limits } from '../../protocol/limits.ts'
import { PictureLimit, VoiceLimit } from './media-limits.ts'
import { TokenBucket } from './token-bucket.ts'

const SECONDS_PER_MINUTE = 60

/** The rate limits of one client: chat, changes seen by others, rooms, calls, recordings, voice and pictures. */
export class ClientQuota {
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #told: TokenBucket
  readonly #said: TokenBucket
  readonly #history: TokenBucket
  readonly #created: TokenBucket
  readonly #called: TokenBucket
  readonly #pictures: PictureLimit
  readonly #recorded: TokenBucket
  readonly #voice: VoiceLimit

  /** @param frameMs ms of sound per voice frame */
  constructor(clock: Clock, frameMs: number, limits: Limits) {
    this.#clock = clock
    this.#limits = limits
    this.#told = new TokenBucket(limits.toldBurst, limits.toldPerSecond)
    this.#said = new TokenBucket(limits.saidBurst, limits.saidPerSecond)
    this.#history = new TokenBucket(limits.historyBurst, limits.historyPerSecond)
    this.#created = new TokenBucket(limits.createdRooms, limits.createdRooms / SECONDS_PER_MINUTE)
    this.#called = new TokenBucket(limits.placedCalls, limits.placedCalls / SECONDS_PER_MINUTE)
    this.#pictures = new PictureLimit(limits)
    this.#recorded = new TokenBucket(limits.begunRecordings, limits.begunRecordings / SECONDS_PER_MINUTE)
    this.#voice = new VoiceLimit(frameMs, limits)
  }

  /**
   * Counts a message that the client causes others to be sent.
   * @param bytes of its text
   * @throws ProtocolError `too_fast`
   */
  chargeBroadcast(bytes: number): void {
    if (!this.#told.take(this.#limits.toldOverhead + bytes, this.#clock.now())) throw new ProtocolError('too_fast')
  }

  /** Counts a chat message; what it causes to be sent is charged separately. @throws ProtocolError `too_fast` */
  say(): void {
    if (!this.#said.take(1, this.#clock.now())) throw new ProtocolError('too_fast')
  }

  /** Counts a request for the history of a room. @throws ProtocolError `too_fast` */
  history(): void {
    if (!this.#history.take(1, this.#clock.now())) throw new ProtocolError('too_fast')
  }

  /** Counts a room to be created. @throws ProtocolError `too_fast` */
  create(): void {
    if (this.#created.take(1, this.#clock.now())) return
    throw new ProtocolError(
      'too_fast',
      `You may create ${this.#limits.createdRooms} rooms per minute; wait a moment, or join an existing room`,
    )
  }

  /** Counts a call or an invitation to one. @returns whether it may be made */
  call(): boolean {
    return this.#called.take(1, this.#clock.now())
  }

  /** Counts a recording to be started by the server. @throws ProtocolError `too_fast` */
  record(): void {
    if (this.#recorded.take(1, this.#clock.now())) return
    throw new ProtocolError(
      'too_fast',
      `You may start ${this.#limits.begunRecordings} recordings per minute; wait a moment, or pause the current one`,
    )
  }

  /**
   * Counts a voice frame. @returns whether to process it; otherwise drop it silently
   * @throws ProtocolError `too_fast` when the client has been sending too much for `limits.voicePatience` ms
   */
  speak(): boolean {
    return this.#voice.take(this.#clock.now())
  }

  /**
   * Counts a piece of a picture. @returns whether to process it; otherwise drop it silently
   * @param bytes of its payload @param ends whether it is the last piece of the picture
   * @throws ProtocolError `too_fast` when it exceeds the limit, at most once per second
   */
  share(bytes: number, ends: boolean): boolean {
    return this.#pictures.take(bytes, ends, this.#clock.now())
  }

  /** Number of voice frames dropped because they were sent too fast. */
  get droppedVoice(): number {
    return this.#voice.dropped
  }
}
