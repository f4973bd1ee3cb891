import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Clock } from '../../lib/clock.ts'
import { TokenBucket } from '../limits/token-bucket.ts'
import { faultText, type Log } from '../log/log.ts'
import { addressGroup } from '../net/addresses.ts'
import { AllowedHosts } from '../net/allowed-hosts.ts'
import type { Measured } from './metric-table.ts'
import { metricsOf } from './metrics.ts'
import type { MetricsPlace } from './metrics-place.ts'

export interface MetricsServerOptions {
  /** False while the server drains or shuts down. */
  healthy(): boolean
  /** The metrics in the Prometheus text format, with their media type. */
  scrape(): Promise<{ type: string; text: string }>
  /** Called with an internal error while a response was prepared. */
  failed(error: unknown): void
  /** The hosts for which it answers. */
  hosts: AllowedHosts
  clock: Clock
}

/** ms in which a request must arrive and its answer must be read, and ms between two checks of that. */
const PATIENCE = 5_000
const CHECK_INTERVAL = 1_000
/** Connections at the same time: few programs scrape. */
const MAX_CONNECTIONS = 16
/** Scrapes that are computed at once and per second, which takes some ms each; further ones get the last result. */
const SCRAPE_BURST = 20
const SCRAPES_PER_SECOND = 5
const TEXT = 'text/plain; charset=utf-8'
const WRONG_HOST =
  'This host name is not allowed. Use an address of the server, or start it with chat-server --allow-host NAME.\n'

/**
 * Serves `/metrics` and `/healthz` over HTTP, to requests for an allowed host only. Slow clients delay no others: when
 * all connections are in use, a new one replaces the oldest of the address that has most.
 */
export class MetricsServer {
  readonly #options: MetricsServerOptions
  readonly #server: Server
  /** Open connections, the oldest first, with what counts as their address. */
  readonly #connections = new Map<Socket, string>()
  readonly #scrapes = new TokenBucket(SCRAPE_BURST, SCRAPES_PER_SECOND)
  #scraped: Promise<{ type: string; text: string }> | null = null

  private constructor(options: MetricsServerOptions) {
    this.#options = options
    const patience = { requestTimeout: PATIENCE, headersTimeout: PATIENCE, connectionsCheckingInterval: CHECK_INTERVAL }
    this.#server = createServer({ ...patience, keepAliveTimeout: PATIENCE }, (request, response) => {
      this.#answer(request, response).catch((error) => {
        this.#options.failed(error)
        response.writeHead(500).end()
      })
    })
    this.#server.setTimeout(PATIENCE)
    this.#server.on('connection', (socket) => this.#count(socket))
  }

  /** Starts to listen. @throws the error of the socket, such as EADDRINUSE */
  static async at(place: MetricsPlace, options: MetricsServerOptions): Promise<MetricsServer> {
    const server = new MetricsServer(options)
    server.#server.listen({ ...place })
    await once(server.#server, 'listening')
    server.#server.on('error', (error) => options.failed(error))
    return server
  }

  /** The port in use, also where 0 was requested. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #count(socket: Socket): void {
    if (this.#connections.size >= MAX_CONNECTIONS) this.#replaceOne()
    this.#connections.set(socket, addressGroup(socket.remoteAddress ?? ''))
    socket.once('close', () => this.#connections.delete(socket))
  }

  #replaceOne(): void {
    const counts = new Map<string, number>()
    for (const address of this.#connections.values()) counts.set(address, (counts.get(address) ?? 0) + 1)
    const most = Math.max(...counts.values())
    const [oldest] = [...this.#connections].find(([, address]) => counts.get(address) === most) ?? []
    if (!oldest) return
    this.#connections.delete(oldest)
    oldest.destroy()
  }

  #scrape(): Promise<{ type: string; text: string }> {
    const { scrape, clock } = this.#options
    if (this.#scrapes.take(1, clock.now()) || !this.#scraped) this.#scraped = scrape()
    return this.#scraped
  }

  async #answer({ method, url = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = (status: number, type: string, text: string) =>
      response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(text)
    if (!this.#options.hosts.allows(headers.host)) return void reply(403, TEXT, WRONG_HOST)
    if (method !== 'GET' && method !== 'HEAD') return void reply(405, TEXT, 'Only GET is supported.\n')
    const [path] = url.split('?', 1)
    if (path === '/healthz') {
      const healthy = this.#options.healthy()
      return void reply(healthy ? 200 : 503, TEXT, healthy ? 'ok\n' : 'draining\n')
    }
    if (path !== '/metrics') return void reply(404, TEXT, 'Not found. Try /metrics or /healthz.\n')
    const { type, text } = await this.#scrape()
    reply(200, type, text)
  }
}

/**
 * Serves the metrics of a server.
 * @param hosts names for which it answers, besides those of the machine and of `place`
 * @returns their URL
 * @throws Error with a sentence for the operator
 */
export async function serveMetrics(
  server: Measured,
  place: MetricsPlace,
  { hosts, clock, log }: { hosts: readonly string[]; clock: Clock; log: Log },
): Promise<string> {
  const registry = metricsOf(server)
  try {
    const { port } = await MetricsServer.at(place, {
      healthy: () => !['draining', 'ending'].includes(server.status().state),
      scrape: async () => ({ type: registry.contentType, text: await registry.metrics() }),
      failed: (error) => log.write('failed', { message: faultText(error) }),
      hosts: new AllowedHosts([place.host, ...hosts]),
      clock,
    })
    return `http://${place.host.includes(':') ? `[${place.host}]` : place.host}:${port}/metrics`
  } catch (error) {
    throw new Error(`Cannot serve metrics at ${place.host} port ${place.port}: ${(error as Error).message}`)
  }
}
