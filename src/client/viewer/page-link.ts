import type { RawData, WebSocket } from 'ws'
import type { ViewerNews } from '../../protocol/viewer-messages.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import type { EncodedPicture } from '../../screen/picture.ts'
import type { ViewerShare } from './viewer-share.ts'

/** Most pictures in flight: one is drawn while the next is transferred. */
const WINDOW = 2
const POLICY_VIOLATION = 1008

export interface PageLinkHandlers {
  /** @param id null: the page shows none */
  selected(link: PageLink, id: number | null): void
  closed(link: PageLink): void
}

/**
 * The connection to a page. At most two pictures are sent ahead of what it has acknowledged; later changes wait in the share's
 * mosaic, where newer pieces replace older ones, and are sent as one picture.
 */
export class PageLink {
  readonly #socket: WebSocket
  readonly #handlers: PageLinkHandlers
  #share: ViewerShare | null = null
  /** The version of the mosaic that was sent last. */
  #version = 0
  #pictures = 0
  /** Bytes of payloads. */
  #sent = 0
  #received = 0
  /** Total payload bytes at the end of each picture in flight. */
  #inFlight: number[] = []

  constructor(socket: WebSocket, handlers: PageLinkHandlers) {
    this.#socket = socket
    this.#handlers = handlers
    socket.on('message', (data, isBinary) => this.#take(data, isBinary))
    socket.on('close', () => handlers.closed(this))
  }

  /** The share that the page shows; null before it selected one and after that one ended. */
  get share(): ViewerShare | null {
    return this.#share
  }

  /** Sends the pictures of a share from now on, from the beginning. */
  select(share: ViewerShare | null): void {
    this.#share = share
    this.#version = 0
    this.advance()
  }

  /** Sends the changes if the page has caught up, or requests a keyframe if they are no longer known. */
  advance(): void {
    const share = this.#share
    if (!share || this.#inFlight.length >= WINDOW) return
    const picture = share.mosaic.since(this.#version)
    if (!picture) {
      share.want()
    } else if (this.#version < share.mosaic.version) {
      this.#version = share.mosaic.version
      this.#send(share.row.id, picture)
    }
  }

  tell(message: ViewerNews): void {
    this.#socket.send(encode(message))
  }

  #send(from: number, { width, height, keyframe, rects }: EncodedPicture): void {
    const payload = Buffer.concat(rects.map(({ jpeg }) => jpeg))
    this.#sent += payload.length
    this.#inFlight.push(this.#sent)
    const measures = rects.map(({ x, y, w, h, jpeg }) => ({ x, y, w, h, bytes: jpeg.length }))
    const picture = { seq: ++this.#pictures, width, height, keyframe, rects: measures, bytes: payload.length }
    this.#socket.send(encode({ label: 'screen', from, ...picture }, payload))
  }

  #take(data: RawData, isBinary: boolean): void {
    const message = isBinary ? parse(String(data)) : null
    const { from } = message ?? {}
    if (message?.action === 'screen_start_watching' && Number.isInteger(from)) {
      this.#handlers.selected(this, from as number)
    } else if (message?.action === 'screen_stop_watching' && Number.isInteger(from)) {
      if (this.#share?.row.id === from) this.#handlers.selected(this, null)
    } else if (message?.action === 'ack' && this.#isDue(message.received)) {
      const received = message.received
      this.#received = received
      this.#inFlight = this.#inFlight.filter((end) => end > received)
      this.advance()
    } else if (message?.action === 'ping' && Number.isInteger(message.id)) {
      this.#socket.send(encode({ label: 'pong', id: message.id }))
    } else this.#socket.close(POLICY_VIOLATION)
  }

  #isDue(received: unknown): received is number {
    return Number.isInteger(received) && (received as number) >= this.#received && (received as number) <= this.#sent
  }
}

type FromPage = { readonly [Field in 'action' | 'id' | 'from' | 'received']?: unknown }

function parse(text: string): FromPage | null {
  try {
    return JSON.parse(text) as FromPage | null
  } catch {
    return null
  }
}
