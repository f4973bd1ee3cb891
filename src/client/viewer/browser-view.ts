import type { Clock } from '../../clock.ts'
import type { EncodedPicture } from '../../screen/picture.ts'
import { openByHand, openerFor, openInBrowser, type Surroundings } from './browser.ts'
import type { ShareRow } from './page/messages.ts'
import { Viewer } from './viewer.ts'

/** Where pictures come from, as far as the browser asks for them. */
export interface PictureFeed {
  /** Pictures of this person are to come from now on, beginning with a keyframe; also where they come already. */
  want(id: number): void
  /** They need not come any longer, for the browser's sake. */
  release(id: number): void
}

export interface BrowserViewOptions {
  clock: Clock
  feed: PictureFeed
  surroundings: Surroundings
  /** Where the built page lies, where that is not beside this code. */
  page?: URL
}

/**
 * Shared screens and cameras in the browser, as the client has it: nothing listens before the user asks for it, and
 * what is shared by then is remembered until somebody does.
 */
export class BrowserView {
  readonly #options: BrowserViewOptions
  readonly #shares = new Map<number, ShareRow>()
  #viewer: Promise<Viewer> | null = null
  /** The same, once it listens. */
  #open: Viewer | null = null

  constructor(options: BrowserViewOptions) {
    this.#options = options
  }

  /**
   * Opens the page in the default browser.
   * @returns what to tell the user, a line each
   * @throws Error where no port can be opened
   */
  async show(): Promise<string[]> {
    this.#viewer ??= this.#listen().catch((error) => {
      this.#viewer = null
      throw error
    })
    const viewer = await this.#viewer
    const { surroundings, clock } = this.#options
    const link = viewer.makeLink()
    const opener = openerFor(link, surroundings)
    if (opener && (await openInBrowser(opener, clock))) return ['What is shared is shown in your browser.']
    const failed = opener ? [`${opener.command} could not open a browser.`] : []
    return [...failed, ...openByHand(link, viewer.port, surroundings)]
  }

  /** Who shares now, all of them, whenever that changes. */
  list(rows: readonly ShareRow[]): void {
    for (const id of this.#shares.keys()) {
      if (rows.some((row) => row.id === id)) continue
      this.#shares.delete(id)
      this.#open?.ended(id)
    }
    for (const row of rows) {
      this.#shares.set(row.id, row)
      this.#open?.announce(row, row.kind)
    }
  }

  /** A picture has come. */
  take(id: number, picture: EncodedPicture): void {
    this.#open?.show(id, picture)
  }

  /** Tells the pages that the client ends. */
  async close(): Promise<void> {
    const viewer = await this.#viewer?.catch(() => null)
    await viewer?.close()
  }

  async #listen(): Promise<Viewer> {
    const { clock, feed, page } = this.#options
    const handlers = {
      wanted: (id: number) => feed.want(id),
      unwanted: (id: number) => feed.release(id),
      pages: () => {},
    }
    this.#open = await Viewer.open({ clock, handlers, ...(page && { page }) })
    for (const row of this.#shares.values()) this.#open.announce(row, row.kind)
    return this.#open
  }
}
