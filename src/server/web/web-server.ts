import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Clock } from '../../lib/clock.ts'
import { APP_PERMISSIONS, pageHeaders } from '../../lib/page-headers.ts'
import type { WebFile, WebFiles } from '../../lib/web-files.ts'
import type { Limits } from '../../protocol/limits.ts'
import { lastAnswer, refuseUpgrade } from '../../protocol/wire/last-answer.ts'
import { MessageStream, SUBPROTOCOL } from '../../protocol/wire/message-stream.ts'
import { bareAddress, isOwnMachine } from '../net/addresses.ts'
import type { AllowedHosts } from '../net/allowed-hosts.ts'
import type { Refusal } from '../net/connection-limiter.ts'
import { busyAnswer } from '../net/http-refusal.ts'
import type { Arrival } from '../net/protocol-detector.ts'
import { LoginThrottle } from '../session/login-throttle.ts'
import { AUTHORITY_PATH, TRUST_PATH } from './trust-page.ts'

/** The path of the WebSocket. */
export const SOCKET_PATH = '/ws'

/** Bytes of the line and headers of a request. */
const MOST_HEADER_BYTES = 8 * 1024
/** ms without a request after which a connection is closed. */
const IDLE = 5_000

/** What is served. */
export interface WebPages {
  readonly files: WebFiles
  /** Names by which browsers may address the server. */
  readonly hosts: AllowedHosts
}

export interface WebServerOptions {
  readonly clock: Clock
  readonly limits: Limits
  /** Whether browsers of other machines are sent to the encrypted page. */
  readonly redirects: boolean
  /** Receives the stream of each page that connects, how its connection came in, and the origin of the page. */
  connected(stream: Duplex, socket: Socket, arrival: Arrival, page: string): void
}

interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Buffer | string
}

/** A connection with HTTP. */
interface Visitor {
  readonly arrival: Arrival
  /** Ends the wait for its first request. */
  begun(): void
  /** Counts it as a client; returns why not. */
  join(): Refusal | null
}

/** Serves the page and its WebSockets over connections that the listener has accepted and recognised as HTTP. */
export class WebServer {
  readonly #pages: WebPages
  readonly #options: WebServerOptions
  readonly #http: Server
  readonly #throttle: LoginThrottle
  readonly #sockets: WebSocketServer
  /** Connections that are no WebSockets. */
  readonly #visitors = new Map<Duplex, Visitor>()

  constructor(pages: WebPages, options: WebServerOptions) {
    this.#pages = pages
    this.#options = options
    const { limits } = options
    this.#throttle = new LoginThrottle({ most: limits.pageRequests, window: limits.pageRequestWindow })
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: limits.line + limits.picturePayload,
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    })
    const http = { maxHeaderSize: MOST_HEADER_BYTES, keepAliveTimeout: IDLE, noDelay: true }
    this.#http = createServer(http, (request, response) => this.#serve(request, response))
    this.#http.timeout = IDLE
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    this.#http.on('clientError', (_, socket) => socket.destroy())
  }

  /**
   * Takes a connection whose first request is still to be read.
   * @param join counts it as a client; returns why not
   */
  receive(socket: Socket, arrival: Arrival, join: () => Refusal | null): void {
    // A client that sends its request a byte at a time is never idle.
    const cancel = this.#options.clock.after(this.#options.limits.firstAction, () => socket.destroy())
    this.#visitors.set(socket, { arrival, begun: cancel, join })
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      cancel()
      this.#visitors.delete(socket)
    })
    this.#http.emit('connection', socket)
    // It may have been paused after its first bytes.
    socket.resume()
  }

  /** Closes the connections that are no WebSockets; those are closed by the sessions behind them. */
  close(): void {
    for (const socket of this.#visitors.keys()) socket.destroy()
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    this.#visitors.get(request.socket)?.begun()
    const { status, headers, body } = this.#answer(request)
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  #answer(request: IncomingMessage): Answer {
    const { method, headers, socket, url = '/' } = request
    const wait = this.#secondsToWait(socket)
    if (wait > 0) return refusal(429, 'Too many requests.\n', { 'Retry-After': String(wait) })
    const { encrypted } = this.#visitors.get(socket)!.arrival
    const { hosts, files } = this.#pages
    if (!hosts.allows(headers.host)) return refusal(421, WRONG_HOST)
    if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'Only GET is supported.\n', { Allow: 'GET, HEAD' })
    const [path = '/'] = url.split('?', 1)
    const isOpen = OPEN_PATHS.includes(path)
    if (!encrypted && !isOpen && this.#options.redirects && !isOwnMachine(bareAddress(socket.remoteAddress))) {
      return refusal(308, 'This page is encrypted.\n', { Location: `https://${headers.host}${path}` })
    }
    const file = files.get(path)
    return file ? found(file, request, encrypted) : refusal(404, 'Page not found.\n')
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const tcp = socket as Socket
    const { arrival, begun, join } = this.#visitors.get(socket)!
    begun()
    const status = this.#secondsToWait(tcp) > 0 ? '429 Too Many Requests' : this.#whyNot(request, arrival.encrypted)
    if (status !== null) {
      refuseUpgrade(socket, status, this.#options.clock)
      return
    }
    const full = join()
    if (full) {
      lastAnswer(socket, busyAnswer(full.message), this.#options.clock)
      return
    }
    this.#visitors.delete(socket)
    // The page answers to the limits of clients from here on.
    tcp.setTimeout(0)
    this.#sockets.handleUpgrade(request, socket, head, (page) =>
      this.#options.connected(new MessageStream(page), tcp, arrival, request.headers.origin!),
    )
  }

  /** Counts a request. @returns seconds until the address may make another one; 0: it may make this one */
  #secondsToWait({ remoteAddress }: Socket): number {
    const { clock } = this.#options
    const address = bareAddress(remoteAddress)
    const wait = this.#throttle.secondsLeft(address, clock.now())
    if (wait === 0) this.#throttle.count(address, clock.now())
    return wait
  }

  #whyNot({ headers, url = '' }: IncomingMessage, encrypted: boolean): string | null {
    if (url !== SOCKET_PATH) return '404 Not Found'
    if (!this.#pages.hosts.allows(headers.host)) return '421 Misdirected Request'
    if (!isOwnPage(headers, encrypted)) return '403 Forbidden'
    const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
    return offered.includes(SUBPROTOCOL) ? null : '400 Bad Request'
  }
}

/** Whether a page of this server opened the connection: `Origin` and `Host` must agree, with the right scheme. */
function isOwnPage({ origin, host }: IncomingHttpHeaders, encrypted: boolean): boolean {
  return host !== undefined && origin === `${encrypted ? 'https' : 'http'}://${host.toLowerCase()}`
}

/** What a browser may load before it trusts the certificate. */
const OPEN_PATHS = [TRUST_PATH, AUTHORITY_PATH, '/app.css', '/icon.svg']

const WRONG_HOST = 'Unknown host name. Open the page at an address that the server prints.\n'

function found(file: WebFile, { headers }: IncomingMessage, encrypted: boolean): Answer {
  const { type, etag, body, gzip, br } = file
  const common = { ...secured(headers.host, encrypted), 'Content-Type': type, ETag: etag, 'Cache-Control': 'no-cache' }
  if (headers['if-none-match'] === etag) return { status: 304, headers: common, body: '' }
  const accepted = String(headers['accept-encoding'] ?? '')
  const encoding = br && /\bbr\b/.test(accepted) ? 'br' : gzip && /\bgzip\b/.test(accepted) ? 'gzip' : null
  const vary = { ...common, Vary: 'Accept-Encoding' }
  if (encoding === null) return { status: 200, headers: vary, body }
  return { status: 200, headers: { ...vary, 'Content-Encoding': encoding }, body: (encoding === 'br' ? br : gzip)! }
}

function refusal(status: number, body: string, headers: Record<string, string> = {}): Answer {
  const type = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }
  return { status, headers: { ...secured(undefined, false), ...type, ...headers }, body }
}

function secured(host: string | undefined, encrypted: boolean): Record<string, string> {
  const connect = host ? [`${encrypted ? 'wss' : 'ws'}://${host}`] : []
  return pageHeaders({ ...APP_PERMISSIONS, connect })
}
