import type { Clock } from '../../lib/clock.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { ViewerNews } from '../../protocol/viewer-messages.ts'
import { Backoff } from '../../protocol/wire/backoff.ts'
import { PageWatching } from '../pictures/page-watching.ts'
import type { SharesEvent } from '../state/shares-state.ts'
import { ServerSocket } from '../wire/server-socket.ts'

export interface SharesFeedOptions {
  readonly url: string
  readonly clock: Clock
  readonly limits: Limits
}

/**
 * The connection to the viewer of a client on this machine: what is shared, and the pictures. It reconnects whenever it is lost,
 * until the client reports the end of the meeting.
 */
export class SharesFeed {
  readonly watching: PageWatching
  readonly #options: SharesFeedOptions
  readonly #happened: (event: SharesEvent) => void
  #socket: ServerSocket | null = null
  #backoff = new Backoff()
  #shared: readonly number[] = []
  #isOver = false

  constructor(options: SharesFeedOptions, happened: (event: SharesEvent) => void) {
    this.#options = options
    this.#happened = happened
    this.watching = new PageWatching(options.clock, { link: () => this.#socket })
    void this.#connect()
  }

  async #connect(): Promise<void> {
    try {
      this.#socket = await ServerSocket.open(this.#options, {
        push: (message) => this.#take(message as unknown as ViewerNews),
        picture: (fields, payload) => this.watching.picture(fields, payload),
        voice: () => {},
        roomForPictures: () => {},
        lost: () => this.#lose(),
      })
      this.#backoff = new Backoff()
    } catch {
      this.#lose()
    }
  }

  #lose(): void {
    this.#socket = null
    this.#shared = []
    this.watching.forgetSharers()
    if (this.#isOver) return
    this.#happened({ type: 'lost' })
    this.#options.clock.after(this.#backoff.next(), () => void this.#connect())
  }

  #take(news: ViewerNews): void {
    if (news.label === 'ended') this.#isOver = true
    else if (news.label === 'shares') {
      const ids = news.shares.map(({ id }) => id)
      const tell = (label: 'screen_started' | 'screen_stopped') => (from: number) =>
        this.watching.take({ label, from, kind: 'screen' })
      this.#shared.filter((id) => !ids.includes(id)).forEach(tell('screen_stopped'))
      ids.filter((id) => !this.#shared.includes(id)).forEach(tell('screen_started'))
      this.watching.settle()
      this.#shared = ids
    }
    this.#happened({ type: 'told', news })
  }
}
