import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Clock } from '../../lib/clock.ts'
import { APP_PERMISSIONS } from '../../lib/page-headers.ts'
import type { WebFiles } from '../../lib/web-files.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import { MessageSplitter } from '../../protocol/wire/message-splitter.ts'
import { MessageStream, SUBPROTOCOL } from '../../protocol/wire/message-stream.ts'
import { isByAnotherUser, PageAuth } from '../viewer/page-auth.ts'
import { PageServer, pageFiles } from '../viewer/page-server.ts'

const ADVICE = 'Press Enter in the terminal of chat-client web for a new link, or start it again.'

export interface GatewayOptions {
  readonly clock: Clock
  readonly limits: Limits
  readonly files: WebFiles
  /** What the page signs in place of its origin: the fingerprint of the server's key, or `no TLS`. */
  readonly serverKey: string
  /** Connects to the server; rejects with a sentence for the user. */
  connect(): Promise<{ readonly socket: Socket }>
  /** A connection failed: a sentence for the user. */
  failed(sentence: string): void
  /** Connections to close at once; by default those of other users of this machine. */
  isStranger?(socket: Socket): boolean
}

/**
 * Serves the web client to browsers of this machine, and passes each of its WebSockets on over a connection of its own to the
 * server, whose key was checked as for a terminal. Browsers trust 127.0.0.1 without a certificate.
 */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #auth: PageAuth
  #server!: PageServer

  private constructor(options: GatewayOptions) {
    this.#options = options
    this.#auth = new PageAuth(options.clock)
  }

  /** Listens on a port of 127.0.0.1. @param port 0: any free one @throws the error of the socket, such as EADDRINUSE */
  static async open(port: number, options: GatewayOptions): Promise<Gateway> {
    const gateway = new Gateway(options)
    const { files, limits, serverKey } = options
    const { line, picturePayload } = limits
    gateway.#server = await PageServer.open({
      clock: options.clock,
      auth: gateway.#auth,
      // What a page signs to log in is bound to the server's key.
      files: pageFiles(files, { name: 'server-key', content: serverKey }),
      port,
      socket: { name: 'ws', maxPayload: line + picturePayload, subprotocol: SUBPROTOCOL },
      permissions: APP_PERMISSIONS,
      advice: ADVICE,
      isStranger: options.isStranger ?? isByAnotherUser,
      connected: (page) => void gateway.#relay(page),
    })
    return gateway
  }

  get port(): number {
    return this.#server.port
  }

  /** Creates a link to the page, valid once within 10 minutes. */
  makeLink(): string {
    return `${this.#server.origin}${this.#auth.makeLink()}`
  }

  /** Closes all pages and their connections. */
  close(): Promise<void> {
    return this.#server.close()
  }

  /** Passes messages in both directions until either side closes. Never rejects. */
  async #relay(page: WebSocket): Promise<void> {
    const stream = new MessageStream(page)
    let server: Socket
    try {
      server = (await this.#options.connect()).socket
    } catch (error) {
      const { message } = error as Error
      this.#options.failed(message)
      answerFirst(stream, message)
      return
    }
    const splitter = new MessageSplitter()
    const end = () => {
      server.destroy()
      splitter.destroy()
      stream.destroy()
    }
    server.on('error', end).on('close', () => splitter.end())
    splitter.on('error', end)
    stream.on('error', end).on('close', end)
    server.pipe(splitter).pipe(stream)
    stream.pipe(server)
    if (stream.destroyed) end()
  }
}

/** Answers the first message of a page with an error, so that the page can show the reason, and closes. */
function answerFirst(stream: MessageStream, message: string): void {
  stream.once('data', (line: Buffer) => {
    const error: Label = { label: 'error', code: 'unavailable', message, ...idOf(line) }
    stream.end(encode(error))
  })
}

function idOf(line: Buffer): { id?: number | string } {
  try {
    const { id } = JSON.parse(line.toString()) as { id?: number | string }
    return id === undefined ? {} : { id }
  } catch {
    return {}
  }
}
