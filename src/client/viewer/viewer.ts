import type { Socket } from 'node:net'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import type { ShareRow } from '../../protocol/viewer-messages.ts'
import { jpegSize } from '../../screen/jpeg.ts'
import type { EncodedPicture } from '../../screen/picture.ts'
import { isByAnotherUser, PageAuth } from './page-auth.ts'
import { readPage } from './page-files.ts'
import { PageLink } from './page-link.ts'
import { PageServer } from './page-server.ts'
import { ViewerShare } from './viewer-share.ts'

const ALIVE_EVERY = 5000
const MOST_PAGES = 16
const TRY_AGAIN_LATER = 1013

export interface ViewerHandlers {
  /** A page shows this share and lacks its picture: a keyframe is needed. Told again every 2 s until one comes. */
  wanted(id: number): void
  /** No page shows this share any longer. */
  unwanted(id: number): void
  /** How many pages are open now. */
  pages(count: number): void
}

export interface ViewerOptions {
  clock: Clock
  handlers: ViewerHandlers
  /** Where the built page lies; beside this file unless told. */
  page?: URL
  /** Whose connections are closed at once; those of other users of this machine unless told. */
  isStranger?(socket: Socket): boolean
}

/**
 * Shows pictures at full resolution in browsers of this machine. It knows no meeting: it is given who shares and
 * their pictures, and tells what is wanted.
 */
export class Viewer {
  readonly #clock: Clock
  readonly #handlers: ViewerHandlers
  readonly #auth: PageAuth
  readonly #shares = new Map<number, ViewerShare>()
  readonly #links = new Set<PageLink>()
  #server!: PageServer
  #alive: Cancel = () => {}

  private constructor({ clock, handlers }: ViewerOptions) {
    this.#clock = clock
    this.#handlers = handlers
    this.#auth = new PageAuth(clock)
  }

  /** Listens on a free port of this machine, for browsers of this machine alone. */
  static async open(options: ViewerOptions): Promise<Viewer> {
    const viewer = new Viewer(options)
    const files = await readPage(options.page)
    viewer.#server = await PageServer.open({
      clock: options.clock,
      auth: viewer.#auth,
      files,
      isStranger: options.isStranger ?? isByAnotherUser,
      connected: (socket) => {
        if (viewer.#links.size >= MOST_PAGES) socket.close(TRY_AGAIN_LATER)
        else viewer.#welcome(new PageLink(socket, viewer.#linkHandlers))
      },
    })
    viewer.#beat()
    return viewer
  }

  get port(): number {
    return this.#server.port
  }

  /** A link to the page, good once and for 10 minutes. */
  makeLink(): string {
    return `${this.#server.origin}${this.#auth.makeLink()}`
  }

  /** Somebody shares; their pictures come once a page wants them. Also tells a new name. */
  announce(from: { id: number; name: string }, kind: ShareRow['kind']): void {
    const row: ShareRow = { id: from.id, name: cleanLine(from.name), kind }
    const share = this.#shares.get(row.id)
    if (share?.row.name === row.name && share.row.kind === kind) return
    if (share) share.row = row
    else this.#shares.set(row.id, new ViewerShare(row, this.#clock, () => this.#handlers.wanted(row.id)))
    this.#tellShares()
  }

  /** Takes the next picture of a share; one of a share that was not announced is passed over. */
  show(id: number, picture: EncodedPicture): void {
    const share = this.#shares.get(id)
    const bounded = boundedPicture(picture)
    if (!share || !bounded) return
    share.add(bounded)
    for (const link of this.#links) if (link.share === share) link.advance()
  }

  /** Somebody shares no longer. */
  ended(id: number): void {
    const share = this.#shares.get(id)
    if (!share) return
    share.rest()
    this.#shares.delete(id)
    for (const link of this.#links) if (link.share === share) link.select(null)
    this.#tellShares()
  }

  /** The server is lost: what the pages show is old until `back`. */
  away(): void {
    for (const link of this.#links) link.tell({ type: 'away' })
  }

  /** The server is there again. */
  back(): void {
    this.#tellShares()
  }

  /** Tells the pages that it is over, and closes. */
  async close(): Promise<void> {
    this.#alive()
    for (const share of this.#shares.values()) share.rest()
    for (const link of this.#links) link.tell({ type: 'ended' })
    await this.#server.close()
  }

  readonly #linkHandlers = {
    selected: (link: PageLink, id: number) => {
      const before = link.share
      link.select(this.#shares.get(id) ?? null)
      if (before !== link.share) this.#leave(before)
    },
    closed: (link: PageLink) => {
      this.#links.delete(link)
      this.#leave(link.share)
      this.#handlers.pages(this.#links.size)
    },
  }

  #welcome(link: PageLink): void {
    this.#links.add(link)
    link.tell({ type: 'shares', shares: this.#rows() })
    this.#handlers.pages(this.#links.size)
  }

  #leave(share: ViewerShare | null): void {
    if (!share || [...this.#links].some((link) => link.share === share)) return
    share.leave()
    this.#handlers.unwanted(share.row.id)
  }

  #rows(): ShareRow[] {
    return [...this.#shares.values()].map(({ row }) => row)
  }

  #tellShares(): void {
    for (const link of this.#links) link.tell({ type: 'shares', shares: this.#rows() })
  }

  #beat(): void {
    this.#alive = this.#clock.after(ALIVE_EVERY, () => {
      for (const link of this.#links) link.tell({ type: 'alive' })
      this.#beat()
    })
  }
}

/** 8K, 7680x4320 pixels, which a canvas holds in 127 MiB. */
const MOST_PIXELS = 7680 * 4320
/** What every browser can draw on. */
const LONGEST_SIDE = 16_384

/**
 * A picture that no browser chokes on, whoever made it: without the pieces that are no JPEG, or one of another size
 * than told, which could be a thousand times as large once it is decoded.
 *
 * @returns null where the picture as a whole is too large
 */
function boundedPicture(picture: EncodedPicture): EncodedPicture | null {
  const { width, height } = picture
  if (width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) return null
  const rects = picture.rects.filter(({ w, h, jpeg }) => {
    const size = jpegSize(jpeg)
    return size?.width === w && size.height === h
  })
  return { ...picture, rects }
}
