import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../../lib/clock.ts'
import { pageHeaders } from '../../lib/page-headers.ts'
import { withTimeout } from '../../lib/timeout.ts'
import type { PageAuth } from './page-auth.ts'
import type { PageFile } from './page-files.ts'

const ADDRESS = '127.0.0.1'
/** A page sends only which share it shows and what it has drawn. */
const MOST_BYTES_OF_A_MESSAGE = 1024
const MOST_CONNECTIONS = 64
const PICTURES = 'pictures'
const GOING_AWAY = 1001
const PATIENCE = 500

const STRANGER =
  'Access denied: this page belongs to another user, or its meeting has ended. Press o in chat-client to open it.\n'
const SPENT = 'This link was already used or has expired. Press o in chat-client for a new one.\n'

interface Answer {
  status: number
  headers: Record<string, string>
  body: string | Buffer
}

export interface PageServerOptions {
  clock: Clock
  auth: PageAuth
  files: ReadonlyMap<string, PageFile>
  /** Whether to close a connection before reading from it. */
  isStranger(socket: Socket): boolean
  /** Receives the connection of each page. */
  connected(socket: WebSocket): void
}

/**
 * Serves the page and its WebSockets to browsers of this machine that `PageAuth` accepts.
 */
export class PageServer {
  readonly #clock: Clock
  readonly #http: Server
  readonly #sockets: WebSocketServer
  readonly #auth: PageAuth
  readonly #files: ReadonlyMap<string, PageFile>

  private constructor({ clock, auth, files, isStranger, connected }: PageServerOptions) {
    this.#clock = clock
    this.#auth = auth
    this.#files = files
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MOST_BYTES_OF_A_MESSAGE,
      perMessageDeflate: false,
    })
    this.#http = createServer((request, response) => {
      const { status, headers, body } = this.#answer(request)
      response.writeHead(status, headers).end(body)
    })
    this.#http.maxConnections = MOST_CONNECTIONS
    this.#http.prependListener('connection', (socket: Socket) => {
      if (isStranger(socket)) socket.destroy()
    })
    this.#http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy())
      if (this.#mayConnect(request))
        this.#sockets.handleUpgrade(request, socket, head, (one) => connected(one))
      else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    })
  }

  /** Listens on a free port of 127.0.0.1. @throws Error if no port can be opened */
  static async open(options: PageServerOptions): Promise<PageServer> {
    const server = new PageServer(options)
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', reject).listen(0, ADDRESS, resolve)
    })
    return server
  }

  /** `http://127.0.0.1:PORT` */
  get origin(): string {
    return `http://${ADDRESS}:${this.port}`
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port
  }

  /** Closes all pages, and terminates those that do not answer within 500 ms. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#http.close(resolve))
    const pages = [...this.#sockets.clients]
    const gone = pages.map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())))
    for (const socket of pages) socket.close(GOING_AWAY)
    await withTimeout(this.#clock, PATIENCE, Promise.all(gone), () => {
      for (const socket of pages) socket.terminate()
    })
    await Promise.all(gone)
    this.#http.closeAllConnections()
    await closed
  }

  #answer({ method, headers, url = '' }: IncomingMessage): Answer {
    if (!this.#auth.isFromHere(headers)) return refusal(421, 'Unknown host name.\n')
    if (method !== 'GET') return refusal(405, 'Only GET is supported.\n')
    const host = headers.host!
    if (!url.startsWith(this.#auth.path)) {
      const cookie = this.#auth.exchange(url)
      if (!cookie) return refusal(403, SPENT)
      const moved = { 'Set-Cookie': cookie, Location: this.#auth.path }
      return { status: 303, headers: { ...headersFor(host), ...moved }, body: '' }
    }
    if (!this.#auth.isKnown(headers)) return refusal(403, STRANGER)
    const file = this.#files.get(url.slice(this.#auth.path.length))
    if (!file) return refusal(404, 'File not found.\n')
    return { status: 200, headers: { ...headersFor(host), 'Content-Type': file.type }, body: file.body }
  }

  #mayConnect({ headers, url = '' }: IncomingMessage): boolean {
    return (
      this.#auth.isFromHere(headers) &&
      this.#auth.isFromOurPage(headers) &&
      url === `${this.#auth.path}${PICTURES}` &&
      this.#auth.isKnown(headers)
    )
  }
}

function refusal(status: number, body: string): Answer {
  return { status, headers: { ...headersFor(null), 'Content-Type': 'text/plain; charset=utf-8' }, body }
}

/** @param host the checked `Host` of the request; null for a refusal */
function headersFor(host: string | null): Record<string, string> {
  const permissions = { connect: host ? [`ws://${host}`] : [], features: [] }
  return { ...pageHeaders(permissions), 'Cache-Control': 'no-store' }
}
