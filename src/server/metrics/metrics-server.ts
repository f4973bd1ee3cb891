import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { faultText, type Log } from '../log/log.ts'
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
}

/** ms that a request may take, and connections at the same time: few programs scrape. */
const PATIENCE = 5_000
const MAX_CONNECTIONS = 16
const TEXT = 'text/plain; charset=utf-8'

/** Serves `/metrics` and `/healthz` over HTTP. */
export class MetricsServer {
  readonly #options: MetricsServerOptions
  readonly #server: Server

  private constructor(options: MetricsServerOptions) {
    this.#options = options
    const patience = {
      requestTimeout: PATIENCE,
      headersTimeout: PATIENCE,
      connectionsCheckingInterval: PATIENCE,
    }
    this.#server = createServer({ ...patience, keepAliveTimeout: PATIENCE }, (request, response) => {
      this.#answer(request, response).catch((error) => {
        this.#options.failed(error)
        response.writeHead(500).end()
      })
    })
    this.#server.maxConnections = MAX_CONNECTIONS
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

  async #answer({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = (status: number, type: string, text: string) =>
      response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(text)
    if (method !== 'GET' && method !== 'HEAD') return void reply(405, TEXT, 'Only GET is supported.\n')
    const [path] = url.split('?', 1)
    if (path === '/healthz') {
      const healthy = this.#options.healthy()
      return void reply(healthy ? 200 : 503, TEXT, healthy ? 'ok\n' : 'draining\n')
    }
    if (path !== '/metrics') return void reply(404, TEXT, 'Not found. Try /metrics or /healthz.\n')
    const { type, text } = await this.#options.scrape()
    reply(200, type, text)
  }
}

/** Serves the metrics of a server. @returns their URL. @throws Error with a sentence for the operator */
export async function serveMetrics(server: Measured, place: MetricsPlace, log: Log): Promise<string> {
  const registry = metricsOf(server)
  try {
    const { port } = await MetricsServer.at(place, {
      healthy: () => !['draining', 'ending'].includes(server.status().state),
      scrape: async () => ({ type: registry.contentType, text: await registry.metrics() }),
      failed: (error) => log.write('failed', { message: faultText(error) }),
    })
    return `http://${place.host.includes(':') ? `[${place.host}]` : place.host}:${port}/metrics`
  } catch (error) {
    throw new Error(`Cannot serve metrics at ${place.host} port ${place.port}: ${(error as Error).message}`)
  }
}
