import type { Clock } from '../../lib/clock.ts'
import type { Label } from '../../protocol/labels.ts'
import type { ShareKind } from '../../protocol/shapes.ts'
import { type ScreenMember, type ScreenOptions, ScreenRelay } from './screen-relay.ts'

interface ScreensHandlers {
  /** Sends a message to everyone in the room. */
  broadcast(message: Label): void
  /** Called when a share started or stopped. */
  changed(): void
}

/** The shares of a room: one screen, and any number of cameras. A member shares either a screen or a camera. */
export class Screens {
  readonly #clock: Clock
  readonly #handlers: ScreensHandlers
  readonly #shares = new Map<ScreenMember, ScreenRelay>()
  readonly #options: ScreenOptions

  constructor(clock: Clock, handlers: ScreensHandlers, options: ScreenOptions) {
    this.#clock = clock
    this.#handlers = handlers
    this.#options = options
  }

  /** The member's share. */
  of(sharer: ScreenMember): ScreenRelay | undefined {
    return this.#shares.get(sharer)
  }

  /** Whether the member may share now: a screen only when no one else shares one, or its sharer is disconnected. */
  mayShare(sharer: ScreenMember, kind: ShareKind): boolean {
    const other = this.#screen
    return kind === 'camera' || !other || other.sharer === sharer || other.sharer.away
  }

  /** Starts a share in place of the member's previous one; a share of the same kind continues. */
  begin(sharer: ScreenMember, kind: ShareKind): void {
    if (this.#shares.get(sharer)?.kind === kind) return
    this.end(sharer)
    const other = this.#screen
    if (kind === 'screen' && other) this.end(other.sharer)
    this.#shares.set(sharer, new ScreenRelay(sharer, kind, this.#clock, this.#options))
    sharer.sharing = true
    this.#handlers.broadcast({ label: 'screen_started', from: sharer.id, kind })
    this.#handlers.changed()
  }

  /** Stops the member's share, if any. */
  end(sharer: ScreenMember): void {
    const share = this.#shares.get(sharer)
    if (!share) return
    this.#shares.delete(sharer)
    share.close()
    sharer.sharing = false
    this.#handlers.broadcast({ label: 'screen_stopped', from: sharer.id })
    this.#handlers.changed()
  }

  /** Removes a watcher from one sharer, or from all. */
  unwatch(watcher: ScreenMember, sharer?: ScreenMember): void {
    if (sharer) this.#shares.get(sharer)?.unwatch(watcher)
    else for (const share of this.#shares.values()) share.unwatch(watcher)
  }

  /** Sends waiting pictures to a watcher who may have room again. */
  roomFor(watcher: ScreenMember): void {
    for (const share of this.#shares.values()) share.roomFor(watcher)
  }

  /** Sends the current shares to a new or resumed member, and the state of their own share. */
  sendStateTo(newcomer: ScreenMember): void {
    for (const { sharer, kind } of this.#shares.values()) {
      newcomer.send({ label: 'screen_started', from: sharer.id, kind })
    }
    this.#shares.get(newcomer)?.welcomeBack()
  }

  /** Closes all shares, without a message. */
  close(): void {
    for (const share of this.#shares.values()) share.close()
    this.#shares.clear()
  }

  get #screen(): ScreenRelay | undefined {
    return [...this.#shares.values()].find(({ kind }) => kind === 'screen')
  }
}
