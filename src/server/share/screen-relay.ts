import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Action } from '../../protocol/actions.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { ShareKind } from '../../protocol/shapes.ts'
import type { LoopBudget } from '../limits/loop-budget.ts'
import { PicturePiece } from './picture-piece.ts'
import { PictureQueue } from './picture-queue.ts'
import { PictureStats } from './picture-stats.ts'

/** Where pictures are sent. */
export interface PictureChannel {
  /**
   * Sends a piece of a picture where there is room.
   * @param message header and payload in one buffer, shared by all watchers.
   * @returns whether it was sent.
   */
  sendPicture(message: Buffer, payloadBytes: number): boolean
}

/** A member of a room who may share or watch. */
export interface ScreenMember {
  readonly id: number
  /** Whether the connection broke and may come back. */
  readonly away: boolean
  /** Whether the member shares something; set here. */
  sharing: boolean
  readonly media: PictureChannel
  send(message: Label): void
}

/** What all shares of a server have in common. */
export interface ScreenOptions {
  /** What pictures may take of a turn of the event loop, together. */
  loopBudget: LoopBudget
  limits: Limits
  /** Counts the pictures of all; each by itself where left out. */
  stats?: PictureStats | undefined
}

/** What one person lets others see, and those who watch it. Pictures are passed on as they come, never decoded. */
export class ScreenRelay {
  readonly sharer: ScreenMember
  readonly kind: ShareKind
  readonly #clock: Clock
  readonly #watchers = new Map<ScreenMember, PictureQueue>()
  readonly #loopBudget: LoopBudget
  readonly #limits: Limits
  /** Those for whom there is something new, or room again. */
  readonly #due = new Map<ScreenMember, 'new' | 'room'>()
  #passing = false
  readonly #stats: PictureStats
  /** The picture of which more is to come. */
  #unfinished: number | null = null
  /** The picture that is not passed on any more, since a part of it is missing. */
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

  /** Somebody watches from now on, beginning with a keyframe; who does already is sent another one. */
  watch(watcher: ScreenMember): void {
    const known = this.#watchers.get(watcher)
    if (known) known.cut()
    else this.#watchers.set(watcher, new PictureQueue(this.#stats, this.#limits))
    if (!known) this.#tellCount()
    this.#wantKeyframe()
  }

  unwatch(watcher: ScreenMember): void {
    if (this.#watchers.delete(watcher)) this.#tellCount()
  }

  /** Tells the sharer, who was away, how things are. */
  welcomeBack(): void {
    if (this.#watchers.size === 0) return
    this.#tellCount()
    this.#interrupt()
  }

  /** Passes on a picture or a part of one. */
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
    const told = { from: this.sharer.id, seq, width, height, keyframe, rects, ...(more ? { more } : {}) }
    const part = new PicturePiece(told, payload, begins)
    for (const [watcher, queue] of this.#watchers) {
      queue.push(part)
      if (!this.#due.has(watcher)) this.#due.set(watcher, 'new')
    }
    this.#pass()
  }

  /** A part of a picture cannot be passed on, and so the rest of it is not either. */
  lose({ seq, more = false }: { seq: number; more?: boolean }): void {
    this.#lost = more ? seq : null
    this.#interrupt()
  }

  /** There may be room again for pictures to somebody. */
  roomFor(watcher: ScreenMember): void {
    if (!this.#watchers.has(watcher)) return
    this.#due.set(watcher, 'room')
    this.#pass()
  }

  close(): void {
    this.#cancelWant?.()
    this.#watchers.clear()
  }

  #pass(): void {
    if (this.#passing) return
    this.#passing = true
    void this.#passInTurns()
  }

  /** Sends what is new. Many may watch: what they all take of the event loop is not to make voice late. */
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

  /** Pictures do not follow one another any more: all who watch need a keyframe. */
  #interrupt(): void {
    this.#unfinished = null
    for (const [watcher, queue] of this.#watchers) {
      queue.cut()
      this.#due.set(watcher, 'room')
    }
    this.#pass()
  }

  #tellCount(): void {
    this.sharer.send({ label: 'screen_watchers', from: this.sharer.id, count: this.#watchers.size })
  }

  /** Asks for a keyframe, at once or as soon as another one may be asked for. */
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
