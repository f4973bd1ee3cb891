import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A way to a server that a test can break as networks do. */
export class BreakableLink {
  readonly #server: Server
  readonly #pairs = new Set<[Socket, Socket]>()
  #open = true

  private constructor(server: Server) {
    this.#server = server
  }

  /** @param port of the server behind, on the loopback address. */
  static async to(port: number): Promise<BreakableLink> {
    const server = createServer()
    const link = new BreakableLink(server)
    server.on('connection', (near) => {
      if (link.#open) link.#join(near, port)
      else near.resetAndDestroy()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return link
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port
  }

  /** Ends what is connected with a reset, at both ends; new connections are let through. */
  reset(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy()
  }

  /** Lets nothing through any more, without a word to either end. @param down only from the server to the client */
  stall({ down = false } = {}): void {
    for (const [near, far] of this.#pairs) {
      if (!down) near.unpipe(far)
      far.unpipe(near)
      // What comes is swallowed, as by a cable that was pulled.
      if (!down) near.resume()
      far.resume()
    }
  }

  /** Whether new connections are let through. */
  set admits(open: boolean) {
    this.#open = open
  }

  async close(): Promise<void> {
    this.reset()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(near: Socket, port: number): void {
    const far = connect(port, '127.0.0.1')
    const pair: [Socket, Socket] = [near, far]
    this.#pairs.add(pair)
    near.pipe(far).pipe(near)
    for (const [socket, other] of [pair, [far, near] as const]) {
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#pairs.delete(pair)
        // Where nobody listens behind, the client's end would stay open for ever.
        // Else what it still sends is read, up to its end: nothing reads it any more, and it would stay open as well.
        if (other.writableEnded) other.resume()
        else other.destroy()
      })
    }
  }
}
