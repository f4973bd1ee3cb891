import type { Clock } from '../../lib/clock.ts'
import type { Label } from '../../protocol/labels.ts'
import type { ShareKind } from '../../protocol/shapes.ts'
import { type ScreenMember, type ScreenOptions, ScreenRelay } from './screen-relay.ts'

interface ScreensHandlers {
  /** Tells all in the room. */
  tell(message: Label): void
  /** Somebody shares, or does not any more. */
  changed(): void
}

/** What the people of a room let each other see: one screen, and a camera of each; a person shares one of both. */
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

  /** What somebody shares. */
  of(sharer: ScreenMember): ScreenRelay | undefined {
    return this.#shares.get(sharer)
  }

  /** Whether somebody may share now: a screen is one's own, unless whose it is has lost the connection. */
  mayShare(sharer: ScreenMember, kind: ShareKind): boolean {
    const other = this.#screen
    return kind === 'camera' || !other || other.sharer === sharer || other.sharer.away
  }

  /** Begins a share in place of the one before; the same again changes nothing. */
  begin(sharer: ScreenMember, kind: ShareKind): void {
    if (this.#shares.get(sharer)?.kind === kind) return
    this.end(sharer)
    const other = this.#screen
    if (kind === 'screen' && other) this.end(other.sharer)
    this.#shares.set(sharer, new ScreenRelay(sharer, kind, this.#clock, this.#options))
    sharer.sharing = true
    this.#handlers.tell({ label: 'screen_started', from: sharer.id, kind })
    this.#handlers.changed()
  }

  end(sharer: ScreenMember): void {
    const share = this.#shares.get(sharer)
    if (!share) return
    this.#shares.delete(sharer)
    share.close()
    sharer.sharing = false
    this.#handlers.tell({ label: 'screen_stopped', from: sharer.id })
    this.#handlers.changed()
  }

  /** Somebody watches nobody any more, or not this one. */
  unwatch(watcher: ScreenMember, sharer?: ScreenMember): void {
    if (sharer) this.#shares.get(sharer)?.unwatch(watcher)
    else for (const share of this.#shares.values()) share.unwatch(watcher)
  }

  /** There may be room again for pictures to somebody. */
  roomFor(watcher: ScreenMember): void {
    for (const share of this.#shares.values()) share.roomFor(watcher)
  }

  /** Tells a newcomer who shares, and one who came back of their own share. */
  tellNewcomer(newcomer: ScreenMember): void {
    for (const { sharer, kind } of this.#shares.values()) {
      newcomer.send({ label: 'screen_started', from: sharer.id, kind })
    }
    this.#shares.get(newcomer)?.welcomeBack()
  }

  close(): void {
    for (const share of this.#shares.values()) share.close()
    this.#shares.clear()
  }

  get #screen(): ScreenRelay | undefined {
    return [...this.#shares.values()].find(({ kind }) => kind === 'screen')
  }
}
