import type { Clock } from '../../lib/clock.ts'
import { openByHand, openerFor, openInBrowser, type Surroundings } from '../../lib/opener.ts'
import type { ShareKind } from '../../protocol/shapes.ts'
import type { EncodedPicture } from '../../screen/picture.ts'
import type { PictureViewer, Watching } from '../../screen/watching.ts'
import type { Viewer } from '../viewer/viewer.ts'

export interface BrowserViewOptions {
  clock: Clock
  /** Source of the pictures. */
  feed: Pick<Watching, 'want' | 'release'>
  surroundings: Surroundings
  /** Folder of the built page; by default next to the viewer's code. */
  page?: URL
}

/** The part of the meeting's state that is used here. */
interface WatchedState {
  readonly self: { readonly id: number }
  readonly users: readonly { readonly id: number; readonly name: string }[]
  readonly shares: readonly {
    readonly from: { readonly id: number; readonly name: string }
    readonly kind: ShareKind
  }[]
  readonly link: { readonly status: string }
}

/**
 * Shows the shares of others in browsers of this machine. No port is opened before the user asks for the page, and only
 * shares that a page shows are watched.
 */
export class BrowserView implements PictureViewer {
  readonly #options: BrowserViewOptions
  #state: WatchedState | null = null
  #listed: readonly number[] = []
  /** The state that was last sent to the pages. */
  #listedOf: WatchedState | null = null
  #opening: Promise<Viewer> | null = null
  /** The viewer once it listens. */
  #viewer: Viewer | null = null

  constructor(options: BrowserViewOptions) {
    this.#options = options
  }

  /**
   * Opens the page in the default browser.
   * @returns lines for the user
   * @throws Error if no port can be opened
   */
  async open(): Promise<string[]> {
    this.#opening ??= this.#listen().catch((error) => {
      this.#opening = null
      throw error
    })
    const viewer = await this.#opening
    const { surroundings, clock } = this.#options
    const link = viewer.makeLink()
    const opener = openerFor(link, surroundings)
    if (opener && (await openInBrowser(opener, clock))) return ['Opened the shares in your browser.']
    const failed = opener ? [`${opener.command} could not open a browser.`] : []
    return [...failed, ...openByHand(link, viewer.port, surroundings)]
  }

  /** Takes the state of the meeting after each event: shares and names. */
  observe(state: WatchedState): void {
    const wasAway = this.#state !== null && isAwayIn(this.#state)
    this.#state = state
    if (!this.#viewer) return
    const isAway = isAwayIn(state)
    if (isAway && !wasAway) this.#viewer.away()
    if (wasAway && !isAway) this.#viewer.back()
    // The next connection announces the shares again; until then they count as running.
    if (isAway || (state.shares === this.#listedOf?.shares && state.users === this.#listedOf.users)) return
    this.#list(this.#viewer)
  }

  show(from: number, picture: EncodedPicture): void {
    this.#viewer?.show(from, picture)
  }

  /** Ignored: `observe` also covers shares that no page shows. */
  ended(): void {}

  /** Closes the pages. */
  async close(): Promise<void> {
    const viewer = await this.#opening?.catch(() => null)
    await viewer?.close()
  }

  async #listen(): Promise<Viewer> {
    // Loaded on demand, because most clients never need a web server.
    const { Viewer } = await import('../viewer/viewer.ts')
    const { clock, feed, page } = this.#options
    const handlers = {
      wanted: (id: number) => feed.want(id, this),
      unwanted: (id: number) => feed.release(id, this),
      pages: () => {},
    }
    const viewer = await Viewer.open({ clock, handlers, ...(page && { page }) })
    this.#viewer = viewer
    this.#list(viewer)
    return viewer
  }

  #list(viewer: Viewer): void {
    this.#listedOf = this.#state
    const { shares = [], users = [], self } = this.#state ?? {}
    const others = shares.filter(({ from }) => from.id !== self?.id)
    for (const id of this.#listed) {
      if (others.some(({ from }) => from.id === id)) continue
      viewer.ended(id)
      this.#options.feed.release(id, this)
    }
    this.#listed = others.map(({ from }) => from.id)
    for (const { from, kind } of others) {
      const name = users.find(({ id }) => id === from.id)?.name ?? from.name
      viewer.announce({ id: from.id, name }, kind)
    }
  }
}

function isAwayIn({ link }: WatchedState): boolean {
  return link.status !== 'connected'
}
