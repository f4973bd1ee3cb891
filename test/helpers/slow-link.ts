import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Bytes a second that pass in each direction; as many as come where nothing is said. */
export interface LinkRates {
  readonly up?: number
  readonly down?: number
}

/** Bytes that arrive at once, as in a segment of TCP over Ethernet. */
const SEGMENT = 1_448

/** A way to a server over which bytes pass at a low rate, and wait in a queue without end meanwhile, as in a modem. */
export class SlowLink {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #queued = 0
  /** Most bytes that have waited: who speaks into this link must wait for all of them. */
  mostQueued = 0

  private constructor(server: Server) {
    this.#server = server
  }

  /** @param port of the server behind, on the loopback address. */
  static async to(port: number, { up = Infinity, down = Infinity }: LinkRates): Promise<SlowLink> {
    const server = createServer({ noDelay: true })
    const link = new SlowLink(server)
    server.on('connection', (near) => {
      const far = connect({ port, host: '127.0.0.1', noDelay: true })
      link.#carry(near, far, up)
      link.#carry(far, near, down)
    })
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

  /** Passes on what one side says to the other, at so many bytes a second. */
  #carry(from: Socket, to: Socket, rate: number): void {
    this.#sockets.add(from)
    from.on('error', () => {})
    from.on('close', () => to.destroy())
    if (rate === Infinity) {
      from.pipe(to)
      return
    }
    const queue: { bytes: Buffer; at: number }[] = []
    let free = performance.now()
    const deliver = () => {
      for (let head = queue[0]; head && head.at <= performance.now(); head = queue[0]) {
        queue.shift()
        this.#queued -= head.bytes.length
        if (to.writable) to.write(head.bytes)
      }
      if (queue[0]) setTimeout(deliver, queue[0].at - performance.now())
    }
    from.on('data', (bytes: Buffer) => {
      this.#queued += bytes.length
      this.mostQueued = Math.max(this.mostQueued, this.#queued)
      const idle = queue.length === 0
      for (let at = 0; at < bytes.length; at += SEGMENT) {
        const segment = bytes.subarray(at, at + SEGMENT)
        free = Math.max(free, performance.now()) + (1_000 * segment.length) / rate
        queue.push({ bytes: segment, at: free })
      }
      if (idle) deliver()
    })
  }
}
