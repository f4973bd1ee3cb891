import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Action } from '../../protocol/actions.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { ShareKind } from '../../protocol/shapes.ts'
import type { LoopBudget } from '../limits/loop-budget.ts'
import { PicturePiece } from './picture-piece.ts'
import { PictureQueue } from './picture-queue.ts'
import { PictureStats } from './picture-stats.ts'

/** Where a watcher's pictures are sent. */
export interface PictureChannel {
  /**
   * Sends a piece of a picture when there is room.
   * @param message header and payload in one buffer, shared by all watchers
   * @param payloadBytes bytes of the payload, at the end of the message
   * @returns whether it was sent
   */
  sendPicture(message: Buffer, payloadBytes: number): boolean
}

/** A member of a room who may share or watch. */
export interface ScreenMember {
  readonly id: number
  /** Whether the connection is lost and may be resumed. */
  readonly away: boolean
  /** Whether the member shares something; set by `Screens`. */
  sharing: boolean
  readonly media: PictureChannel
  send(message: Label): void
}

/** What all shares of a server use. */
export interface ScreenOptions {
  /** Bounds what all pictures together take of one turn of the event loop. */
  loopBudget: LoopBudget
  limits: Limits
  /** Counters shared by all shares; default: one set per share. */
  stats?: PictureStats | undefined
}

/** Relays the screen or camera of one sharer to its watchers. Pictures are forwarded as received, never decoded. */
export class ScreenRelay {
  readonly sharer: ScreenMember
  readonly kind: ShareKind
  readonly #clock: Clock
  readonly #watchers = new Map<ScreenMember, PictureQueue>()
  readonly #loopBudget: LoopBudget
  readonly #limits: Limits
  /** Watchers with a new picture to send, or with room again. */
  readonly #due = new Map<ScreenMember, 'new' | 'room'>()
  #passing = false
  readonly #stats: PictureStats
  /** `seq` of the picture whose remaining pieces are still to arrive. */
  #unfinished: number | null = null
  /** `seq` of the picture whose remaining pieces are dropped, because one is missing. */
  #lost: number | null = null
  #wantedAt = -Infinity
  #cancelWant: Cancel | null = null

  constructor(sharer: ScreenMember, kind: ShareKind, clock: Clock, options: ScreenOptions) {
    this.sharer = sharer
    this.kind = kind
    this.#clock = clock
    this.#loopBudget = options.loopBudget
    this.#limits = options.limits
    this.#stats = options.stats ?? new PictureStats()
  }

  /** Adds a watcher, beginning with a keyframe; an existing watcher is sent another keyframe. */
  watch(watcher: ScreenMember): void {
    const known = this.#watchers.get(watcher)
    if (known) known.cut()
    else this.#watchers.set(watcher, new PictureQueue(this.#stats, this.#limits))
    if (!known) this.#sendCount()
    this.#wantKeyframe()
  }

  /** Removes a watcher. */
  unwatch(watcher: ScreenMember): void {
    if (this.#watchers.delete(watcher)) this.#sendCount()
  }

  /** Sends the number of watchers to a sharer whose session was resumed, and asks for a keyframe. */
  welcomeBack(): void {
    if (this.#watchers.size === 0) return
    this.#sendCount()
    this.#interrupt()
  }

  /** Forwards a picture or a piece of one. */
  relay({ action: _, id: __, ...fields }: Action & { action: 'screen' }, payload: Uint8Array): void {
    const { seq, width, height, keyframe, rects, more = false } = fields
    if (seq === this.#lost) {
      if (!more) this.#lost = null
      return
    }
    const begins = this.#unfinished !== seq
    if (begins && this.#unfinished !== null) this.#interrupt()
    this.#unfinished = more ? seq : null
    if (this.#watchers.size === 0) return
    const header = { from: this.sharer.id, seq, width, height, keyframe, rects, ...(more ? { more } : {}) }
    const part = new PicturePiece(header, payload, begins)
    for (const [watcher, queue] of this.#watchers) {
      queue.push(part)
      if (!this.#due.has(watcher)) this.#due.set(watcher, 'new')
    }
    this.#pass()
  }

  /** Drops the rest of a picture of which one piece could not be forwarded. */
  lose({ seq, more = false }: { seq: number; more?: boolean }): void {
    this.#lost = more ? seq : null
    this.#interrupt()
  }

  /** Sends waiting pictures to a watcher who may have room again. */
  roomFor(watcher: ScreenMember): void {
    if (!this.#watchers.has(watcher)) return
    this.#due.set(watcher, 'room')
    this.#pass()
  }

  /** Removes all watchers and cancels the timer. */
  close(): void {
    this.#cancelWant?.()
    this.#watchers.clear()
  }

  #pass(): void {
    if (this.#passing) return
    this.#passing = true
    void this.#passInTurns()
  }

  /** Sends new pictures over several turns of the event loop, so that many watchers do not delay voice. */
  async #passInTurns(): Promise<void> {
    for (const watcher of this.#due.keys()) {
      const later = this.#loopBudget.take()
      if (later) await later
      const hasRoom = this.#due.get(watcher) === 'room'
      this.#due.delete(watcher)
      const queue = this.#watchers.get(watcher)
      queue?.pump(({ message, payloadBytes }) => watcher.media.sendPicture(message, payloadBytes))
      if (hasRoom && queue?.wantsKeyframe) this.#wantKeyframe()
    }
    this.#passing = false
  }

  /** The sequence of pictures is broken: all watchers need a keyframe. */
  #interrupt(): void {
    this.#unfinished = null
    for (const [watcher, queue] of this.#watchers) {
      queue.cut()
      this.#due.set(watcher, 'room')
    }
    this.#pass()
  }

  #sendCount(): void {
    this.sharer.send({ label: 'screen_watchers', from: this.sharer.id, count: this.#watchers.size })
  }

  /** Requests a keyframe, now or when `limits.keyframePause` has passed since the last request. */
  #wantKeyframe(): void {
    if (this.#cancelWant) return
    const pause = this.#wantedAt + this.#limits.keyframePause - this.#clock.now()
    if (pause <= 0) this.#askForKeyframe()
    else this.#cancelWant = this.#clock.after(pause, () => this.#askForKeyframe())
  }

  #askForKeyframe(): void {
    this.#cancelWant = null
    if (![...this.#watchers.values()].some((queue) => queue.wantsKeyframe)) return
    this.#wantedAt = this.#clock.now()
    this.sharer.send({ label: 'screen_keyframe_wanted' })
  }
}
