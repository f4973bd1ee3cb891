import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A way to a server over which bytes go up at a low rate, and wait in a queue without end meanwhile, as in a modem. */
export class SlowLink {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #queued = 0
  /** Most bytes that have waited: who speaks into this link must wait for all of them. */
  mostQueued = 0

  private constructor(server: Server) {
    this.#server = server
  }

  /** @param port of the server behind, on the loopback address. @param rate bytes a second. */
  static async to(port: number, rate: number): Promise<SlowLink> {
    const server = createServer({ noDelay: true })
    const link = new SlowLink(server)
    server.on('connection', (near) =>
      link.#join(near, connect({ port, host: '127.0.0.1', noDelay: true }), rate),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return link
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(near: Socket, far: Socket, rate: number): void {
    let free = performance.now()
    near.on('data', (bytes) => {
      this.#queued += bytes.length
      this.mostQueued = Math.max(this.mostQueued, this.#queued)
      free = Math.max(free, performance.now()) + (1_000 * bytes.length) / rate
      setTimeout(() => {
        this.#queued -= bytes.length
        if (far.writable) far.write(bytes)
      }, free - performance.now())
    })
    far.pipe(near)
    for (const socket of [near, far]) {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        near.destroy()
        far.destroy()
      })
    }
  }
}
