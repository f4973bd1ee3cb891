import type { Socket } from 'node:net'
import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { readWebFiles } from '../../lib/web-files.ts'
import type { ShareRow } from '../../protocol/viewer-messages.ts'
import { SUBPROTOCOL } from '../../protocol/wire/message-stream.ts'
import { jpegSize } from '../../screen/jpeg-size.ts'
import type { EncodedPicture } from '../../screen/picture.ts'
import { isByAnotherUser, PageAuth } from './page-auth.ts'
import { PageLink } from './page-link.ts'
import { PageServer, pageFiles } from './page-server.ts'
import { ViewerShare } from './viewer-share.ts'

const MOST_PAGES = 16
const TRY_AGAIN_LATER = 1013
/** A page sends only which share it shows and what it has received. */
const SOCKET = { name: 'ws', maxPayload: 1024, subprotocol: SUBPROTOCOL }

export interface ViewerHandlers {
  /** A page needs a keyframe of this share. Called again every 2 s until one arrives. */
  wanted(id: number): void
  /** No page shows this share any more. */
  unwanted(id: number): void
  /** The number of open pages changed. */
  pages(count: number): void
}

export interface ViewerOptions {
  clock: Clock
  handlers: ViewerHandlers
  /** Folder of the built page; by default next to this file. */
  page?: URL
  /** Connections to close at once; by default those of other users of this machine. */
  isStranger?(socket: Socket): boolean
}

/**
 * Shows shares at full resolution in browsers of this machine. Independent of meetings: it is given shares and pictures,
 * and reports which pictures are wanted.
 */
export class Viewer {
  readonly #clock: Clock
  readonly #handlers: ViewerHandlers
  readonly #auth: PageAuth
  readonly #shares = new Map<number, ViewerShare>()
  readonly #links = new Set<PageLink>()
  #server!: PageServer

  private constructor({ clock, handlers }: ViewerOptions) {
    this.#clock = clock
    this.#handlers = handlers
    this.#auth = new PageAuth(clock)
  }

  /** Listens on a free port of 127.0.0.1. @throws Error if no port can be opened or the page was not built */
  static async open(options: ViewerOptions): Promise<Viewer> {
    const viewer = new Viewer(options)
    const files = pageFiles(await readWebFiles(options.page), { name: 'page', content: 'shares' })
    viewer.#server = await PageServer.open({
      clock: options.clock,
      auth: viewer.#auth,
      files,
      socket: SOCKET,
      permissions: { features: [] },
      advice: 'Press o in chat-client for a new one.',
      isStranger: options.isStranger ?? isByAnotherUser,
      connected: (socket) => {
        if (viewer.#links.size >= MOST_PAGES) socket.close(TRY_AGAIN_LATER)
        else viewer.#welcome(new PageLink(socket, viewer.#linkHandlers))
      },
    })
    return viewer
  }

  get port(): number {
    return this.#server.port
  }

  /** Creates a link to the page, valid once within 10 minutes. */
  makeLink(): string {
    return `${this.#server.origin}${this.#auth.makeLink()}`
  }

  /** Lists a share, or updates its name. Pictures are only needed once a page wants them. */
  announce(from: { id: number; name: string }, kind: ShareRow['kind']): void {
    const row: ShareRow = { id: from.id, name: cleanLine(from.name), kind }
    const share = this.#shares.get(row.id)
    if (share?.row.name === row.name && share.row.kind === kind) return
    if (share) share.row = row
    else this.#shares.set(row.id, new ViewerShare(row, this.#clock, () => this.#handlers.wanted(row.id)))
    this.#tellShares()
  }

  /** Takes the next picture of a share. Pictures of shares that were not announced are ignored. */
  show(id: number, picture: EncodedPicture): void {
    const share = this.#shares.get(id)
    const bounded = boundedPicture(picture)
    if (!share || !bounded) return
    share.add(bounded)
    for (const link of this.#links) if (link.share === share) link.advance()
  }

  /** A share ended. */
  ended(id: number): void {
    const share = this.#shares.get(id)
    if (!share) return
    share.rest()
    this.#shares.delete(id)
    for (const link of this.#links) if (link.share === share) link.select(null)
    this.#tellShares()
  }

  /** The connection to the server is lost: the pages show outdated pictures until `back`. */
  away(): void {
    for (const link of this.#links) link.tell({ label: 'away' })
  }

  /** The connection is back. */
  back(): void {
    this.#tellShares()
  }

  /** Notifies the pages of the end, and closes. */
  async close(): Promise<void> {
    for (const share of this.#shares.values()) share.rest()
    for (const link of this.#links) link.tell({ label: 'ended' })
    await this.#server.close()
  }

  readonly #linkHandlers = {
    selected: (link: PageLink, id: number | null) => {
      const before = link.share
      link.select(id === null ? null : (this.#shares.get(id) ?? null))
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
    link.tell({ label: 'shares', shares: this.#rows() })
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
    for (const link of this.#links) link.tell({ label: 'shares', shares: this.#rows() })
  }
}

/** 8K, 7680x4320 pixels, which a canvas holds in 127 MiB. */
const MOST_PIXELS = 7680 * 4320
/** Longest side of a canvas, in pixels, that every browser supports. */
const LONGEST_SIDE = 16_384

/**
 * Makes an untrusted picture safe for a browser: removes pieces that are not JPEGs or have another size than declared,
 * which could be a thousand times larger once decoded.
 *
 * @returns null if the picture as a whole is too large
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
