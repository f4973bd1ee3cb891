import type { RawData, WebSocket } from 'ws'
import type { FromPage, PictureHeader, ToPage } from '../../protocol/viewer-messages.ts'
import type { EncodedPicture } from '../../screen/picture.ts'
import type { ViewerShare } from './viewer-share.ts'

/** Most pictures in flight: one is drawn while the next is transferred. */
const WINDOW = 2
const POLICY_VIOLATION = 1008

export interface PageLinkHandlers {
  selected(link: PageLink, id: number): void
  closed(link: PageLink): void
}

/**
 * The connection to a page. At most two pictures are sent ahead of what it has drawn; later changes wait in the share's
 * mosaic, where newer pieces replace older ones, and are sent as one picture.
 */
export class PageLink {
  readonly #socket: WebSocket
  readonly #handlers: PageLinkHandlers
  #share: ViewerShare | null = null
  /** The version of the mosaic that was sent last. */
  #version = 0
  #sent = 0
  #drawn = 0

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

  /** Switches to the pictures of a share. */
  select(share: ViewerShare | null): void {
    if (share === this.#share) return
    this.#share = share
    this.#version = 0
    this.advance()
  }

  /** Sends the changes if the page has caught up, or requests a keyframe if they are no longer known. */
  advance(): void {
    const share = this.#share
    if (!share || this.#sent - this.#drawn >= WINDOW) return
    const picture = share.mosaic.since(this.#version)
    if (!picture) {
      share.want()
    } else if (this.#version < share.mosaic.version) {
      this.#version = share.mosaic.version
      this.#sent++
      this.#socket.send(pictureMessage(share.row.id, this.#sent, picture))
    }
  }

  tell(message: ToPage): void {
    this.#socket.send(JSON.stringify(message))
  }

  #isDue(serial: number): boolean {
    return Number.isInteger(serial) && serial > this.#drawn && serial <= this.#sent
  }

  #take(data: RawData, isBinary: boolean): void {
    const message = isBinary ? null : parse(String(data))
    if (message?.type === 'select' && Number.isInteger(message.id)) {
      this.#handlers.selected(this, message.id)
    } else if (message?.type === 'drawn' && this.#isDue(message.serial)) {
      this.#drawn = message.serial
      this.advance()
    } else {
      this.#socket.close(POLICY_VIOLATION)
    }
  }
}

function parse(text: string): FromPage | null {
  try {
    return JSON.parse(text) as FromPage | null
  } catch {
    return null
  }
}

const LENGTH_BYTES = 4

/** Encodes a picture as a binary message: a 32-bit big-endian length, the `PictureHeader` as JSON, the JPEGs. */
function pictureMessage(id: number, serial: number, picture: EncodedPicture): Buffer {
  const { width, height, keyframe, rects } = picture
  const rows = rects.map(({ x, y, w, h, jpeg }) => ({ x, y, w, h, bytes: jpeg.length }))
  const header: PictureHeader = { serial, id, width, height, keyframe, rects: rows }
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(text.length)
  return Buffer.concat([length, text, ...rects.map(({ jpeg }) => jpeg)])
}
