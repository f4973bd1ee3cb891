import type { Clock } from '../../lib/clock.ts'
import { ownSurroundings } from '../../lib/opener.ts'
import type { Label } from '../../protocol/labels.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { checkPicture } from '../../protocol/picture-shape.ts'
import { Watching } from '../../screen/watching.ts'
import type { ServerLink } from '../connection/server-link.ts'
import { Sharing, type SharingOptions } from '../sharing/sharing.ts'
import { BrowserView } from '../watching/browser-view.ts'

export interface MeetingPicturesHandlers {
  /** The link, while the user is in a room and connected. */
  link(): ServerLink | null
  /** Id of the user. */
  self(): number
  tell(event: MeetingEvent): void
}

/** The pictures of a meeting: the shares of others, on the terminal and in a browser, and the user's own. */
export class MeetingPictures {
  /** The shares of others that are being watched. */
  readonly watching: Watching
  /** The browser view of the same shares. */
  readonly browser: BrowserView
  /** The user's own share. */
  readonly sharing: Sharing

  constructor(options: SharingOptions, clock: Clock, handlers: MeetingPicturesHandlers) {
    this.watching = new Watching(clock, { link: () => handlers.link(), isValid: (piece) => checkPicture(piece).ok })
    this.browser = new BrowserView({ clock, feed: this.watching, surroundings: ownSurroundings() })
    this.sharing = new Sharing(options, clock, { ...handlers, watches: (from) => this.watching.rateOf(from) !== null })
  }

  /** Processes a push of the server. */
  take(message: Label): void {
    this.watching.take(message)
    this.sharing.take(message)
  }

  /** The connection is lost: forgets the shares of others and pauses the user's own. */
  pause(): void {
    this.watching.forgetSharers()
    this.sharing.pause()
  }

  /** The room is left: ends watching and sharing in it. */
  leave(): void {
    this.watching.leave()
    void this.sharing.ended()
  }
}
