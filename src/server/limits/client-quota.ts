import type { Clock } from '../../lib/clock.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Limits } from '../../protocol/limits.ts'
import { PictureLimit, VoiceLimit } from './media-limits.ts'
import { TokenBucket } from './token-bucket.ts'

const SECONDS_A_MINUTE = 60

/** How much one client may ask of the server and of the others: chat, rooms, voice and pictures. */
export class ClientQuota {
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #told: TokenBucket
  readonly #said: TokenBucket
  readonly #created: TokenBucket
  readonly #pictures: PictureLimit
  readonly #recorded: TokenBucket
  readonly #voice: VoiceLimit

  /** @param frameMs ms of sound in a voice frame. */
  constructor(clock: Clock, frameMs: number, limits: Limits) {
    this.#clock = clock
    this.#limits = limits
    this.#told = new TokenBucket(limits.toldBurst, limits.toldPerSecond)
    this.#said = new TokenBucket(limits.saidBurst, limits.saidPerSecond)
    this.#created = new TokenBucket(limits.createdRooms, limits.createdRooms / SECONDS_A_MINUTE)
    this.#pictures = new PictureLimit(limits)
    this.#recorded = new TokenBucket(limits.begunRecordings, limits.begunRecordings / SECONDS_A_MINUTE)
    this.#voice = new VoiceLimit(frameMs, limits)
  }

  /**
   * Counts what others are to be told because of the client.
   * @param bytes of its text.
   * @throws ProtocolError `too_fast`
   */
  chargeBroadcast(bytes: number): void {
    if (!this.#told.take(this.#limits.toldOverhead + bytes, this.#clock.now()))
      throw new ProtocolError('too_fast')
  }

  /** Counts a chat message. @throws as `tell`. */
  say(bytes: number): void {
    if (!this.#said.take(1, this.#clock.now())) throw new ProtocolError('too_fast')
    this.chargeBroadcast(bytes)
  }

  /** Counts a room that is to be made. @throws ProtocolError `too_fast` */
  create(): void {
    if (this.#created.take(1, this.#clock.now())) return
    throw new ProtocolError(
      'too_fast',
      `You may make ${this.#limits.createdRooms} rooms a minute; wait, or join one that is there`,
    )
  }

  /** Counts a recording that the server is to begin. @throws ProtocolError `too_fast` */
  record(): void {
    if (this.#recorded.take(1, this.#clock.now())) return
    throw new ProtocolError(
      'too_fast',
      `You may begin ${this.#limits.begunRecordings} recordings a minute; wait a moment, or pause the one that runs`,
    )
  }

  /**
   * Counts a voice frame. @returns whether it may go on; if not, it is to be dropped without a word.
   * @throws ProtocolError `too_fast` where too much has come for long.
   */
  speak(): boolean {
    return this.#voice.take(this.#clock.now())
  }

  /**
   * Counts a part of a picture. @returns whether it may go on; if not, it is to be dropped.
   * @param ends whether the picture is whole with it.
   * @throws ProtocolError `too_fast` where it may not, at most once a second.
   */
  share(bytes: number, ends: boolean): boolean {
    return this.#pictures.take(bytes, ends, this.#clock.now())
  }

  /** Voice frames that came too fast to go on. */
  get droppedVoice(): number {
    return this.#voice.dropped
  }
}
