import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../../lib/clock.ts'
import { type PagePermissions, pageHeaders } from '../../lib/page-headers.ts'
import { withTimeout } from '../../lib/timeout.ts'
import type { WebFiles } from '../../lib/web-files.ts'
import { refuseUpgrade } from '../../protocol/wire/last-answer.ts'
import type { PageAuth } from './page-auth.ts'

const ADDRESS = '127.0.0.1'
const MOST_CONNECTIONS = 64
const GOING_AWAY = 1001
const PATIENCE = 500

interface Answer {
  status: number
  headers: Record<string, string>
  body: string | Buffer
}

export interface PageServerOptions {
  clock: Clock
  auth: PageAuth
  /** By name; '' is the page itself. */
  files: WebFiles
  /** Whether to close a connection before reading from it. */
  isStranger(socket: Socket): boolean
  /** Name of the WebSocket below the path of the page, the bytes of its longest message, and its subprotocol. */
  socket: { readonly name: string; readonly maxPayload: number; readonly subprotocol: string }
  /** What the page may do, besides connecting to its server. */
  permissions: Omit<PagePermissions, 'connect'>
  /** How the user gets a new link: a sentence. */
  advice: string
  /** Port; default: any free one. */
  port?: number
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
  readonly #options: PageServerOptions

  private constructor(options: PageServerOptions) {
    const { clock, isStranger, connected, socket } = options
    const { maxPayload, subprotocol } = socket
    this.#clock = clock
    this.#options = options
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload,
      handleProtocols: () => subprotocol,
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
      if (this.#mayConnect(request)) {
        this.#sockets.handleUpgrade(request, socket, head, (one) => {
          // A broken frame. Without a listener it would end the program, also of a page that is being refused.
          one.on('error', () => one.terminate())
          connected(one)
        })
      } else refuseUpgrade(socket, '403 Forbidden', clock)
    })
  }

  /** Listens on 127.0.0.1. @throws Error if no port can be opened */
  static async open(options: PageServerOptions): Promise<PageServer> {
    const server = new PageServer(options)
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', reject).listen(options.port ?? 0, ADDRESS, resolve)
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
    const { auth, files, advice, permissions } = this.#options
    if (!auth.isFromHere(headers)) return refusal(421, 'Unknown host name.\n')
    if (method !== 'GET') return refusal(405, 'Only GET is supported.\n')
    const host = headers.host!
    if (!url.startsWith(auth.path)) {
      const cookie = auth.exchange(url)
      if (!cookie) return refusal(403, `This link was already used or has expired. ${advice}\n`)
      const moved = { 'Set-Cookie': cookie, Location: auth.path }
      return { status: 303, headers: { ...headersFor(host, permissions), ...moved }, body: '' }
    }
    if (!auth.isKnown(headers)) {
      return refusal(403, `Access denied: this page belongs to another user, or its program has ended. ${advice}\n`)
    }
    const file = files.get(url.slice(auth.path.length))
    if (!file) return refusal(404, 'File not found.\n')
    return { status: 200, headers: { ...headersFor(host, permissions), 'Content-Type': file.type }, body: file.body }
  }

  #mayConnect({ headers, url = '' }: IncomingMessage): boolean {
    const { auth, socket } = this.#options
    return (
      auth.isFromHere(headers) &&
      auth.isFromOurPage(headers) &&
      url === `${auth.path}${socket.name}` &&
      auth.isKnown(headers)
    )
  }
}

const NONE = { features: [] }

function refusal(status: number, body: string): Answer {
  return { status, headers: { ...headersFor(null, NONE), 'Content-Type': 'text/plain; charset=utf-8' }, body }
}

/** @param host the checked `Host` of the request; null for a refusal */
function headersFor(host: string | null, permissions: PageServerOptions['permissions']): Record<string, string> {
  return { ...pageHeaders({ ...permissions, connect: host ? [`ws://${host}`] : [] }), 'Cache-Control': 'no-store' }
}

/** The files by name, with a value in the page itself, which tells it what it serves. */
export function pageFiles(files: WebFiles, meta: { readonly name: string; readonly content: string }): WebFiles {
  const named = [...files].map(([path, file]) => [path.slice(1), file] as const)
  const index = files.get('/')!
  const tag = `<meta name="${meta.name}" content="${meta.content}">`
  const body = Buffer.from(index.body.toString().replace('<head>', `<head>${tag}`))
  return new Map([...named, ['', { ...index, body }]])
}
