import type { FromPage, ToPage } from '../../protocol/viewer-messages.ts'

const FIRST_PAUSE = 500
const LONGEST_PAUSE = 5000
/** ms. The client sends `alive` every 5 s. */
const LONGEST_SILENCE = 12_000

export interface ConnectionHandlers {
  told(message: ToPage): void
  picture(message: ArrayBuffer): void
  /** The connection was lost, and is being restored. */
  lost(): void
}

/** The WebSocket to the client. It reconnects whenever it is lost, until the client reports the end of the meeting. */
export class Connection {
  readonly #handlers: ConnectionHandlers
  #socket: WebSocket | null = null
  #pause = FIRST_PAUSE
  #silence: ReturnType<typeof setTimeout> | undefined
  #isOver = false

  constructor(handlers: ConnectionHandlers) {
    this.#handlers = handlers
    this.#connect()
  }

  /** Sends a message; dropped while disconnected. */
  send(message: FromPage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  #connect(): void {
    const address = new URL('pictures', location.href)
    address.protocol = 'ws:'
    const socket = new WebSocket(address)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.#listenForSilence(socket)
    socket.addEventListener('message', ({ data }) => {
      this.#pause = FIRST_PAUSE
      this.#listenForSilence(socket)
      if (data instanceof ArrayBuffer) this.#handlers.picture(data)
      else this.#tell(JSON.parse(data) as ToPage)
    })
    socket.addEventListener('close', () => this.#lose(socket))
  }

  #tell(message: ToPage): void {
    if (message.type === 'ended') this.#isOver = true
    this.#handlers.told(message)
  }

  /** Treats silence as a lost connection: a dead SSH tunnel sends no close event. */
  #listenForSilence(socket: WebSocket): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => {
      socket.close()
      this.#lose(socket)
    }, LONGEST_SILENCE)
  }

  #lose(socket: WebSocket): void {
    if (this.#socket !== socket) return
    this.#socket = null
    clearTimeout(this.#silence)
    if (this.#isOver) return
    this.#handlers.lost()
    setTimeout(() => this.#connect(), this.#pause)
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
  }
}
