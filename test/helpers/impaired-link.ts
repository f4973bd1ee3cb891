import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { seededRandom } from '../../bench/statistics.ts'

/** What a link does to what passes, in each direction. */
export interface Impairment {
  /** ms that each segment takes, the middle of what is drawn. */
  delayMs: number
  /** ms by which a segment may take more or less, evenly distributed. */
  jitterMs: number
  /** Part of the segments that are lost, 0..1. */
  loss: number
}

/** ms between two frames of voice, and so until the segment that betrays the loss of the one before. */
const NEXT_SEGMENT = 20

/**
 * A weak network in user space: a TCP relay on the loopback interface that keeps the order, as TCP does, and delays
 * what passes as `Impairment` says. What is written at once is a segment.
 *
 * A lost segment is modelled by what TCP's receiver sees of it, a stall with everything behind it held up (RFC 8985,
 * RACK, the way of Linux): the next segment, 20 ms later, is acknowledged selectively, which after a round trip makes
 * the sender send the lost one again: it comes a frame and a round trip late. RACK finds the loss of that one in the
 * same way, by a segment that was sent after it and has arrived. Voice always has a next segment, so the timer (200 ms
 * at least) is never what is waited for; at the very end of a talk it would be, and nobody hears that.
 *
 * During a `cut` nothing passes: it waits as in the kernels' buffers, and flows all at once when the cut ends.
 */
export class ImpairedLink {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #directions = new Set<Direction>()

  private constructor(server: Server) {
    this.#server = server
  }

  /**
   * @param target port of the loopback interface that the link leads to.
   * @param seed makes what is drawn the same each time.
   */
  static async open(target: number, impairment: Impairment, seed: number): Promise<ImpairedLink> {
    const random = seededRandom(seed)
    const server = createServer({ noDelay: true, allowHalfOpen: true })
    const link = new ImpairedLink(server)
    server.on('connection', (near) => {
      const far = connect({ host: '127.0.0.1', port: target, noDelay: true, allowHalfOpen: true })
      link.#join(near, far, impairment, random)
      link.#join(far, near, impairment, random)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return link
  }

  /** Where to connect in place of the target. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Lets nothing pass, in either direction, until `restore`. */
  cut(): void {
    for (const direction of this.#directions) direction.hold()
  }

  restore(): void {
    for (const direction of this.#directions) direction.release()
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #join(from: Socket, to: Socket, impairment: Impairment, random: () => number): void {
    const direction = new Direction(to, () => latenessOf(impairment, random))
    this.#sockets.add(from)
    this.#directions.add(direction)
    from.on('data', (bytes) => direction.carry(bytes))
    from.on('end', () => direction.carry(null))
    from.on('error', () => to.destroy())
    from.on('close', () => {
      this.#sockets.delete(from)
      this.#directions.delete(direction)
    })
  }
}

/** ms that a segment takes, were it alone on the link. */
function latenessOf({ delayMs, jitterMs, loss }: Impairment, random: () => number): number {
  const one = () => delayMs + jitterMs * (2 * random() - 1)
  const roundTrip = 2 * delayMs
  let lateness = one()
  if (random() >= loss) return lateness
  do lateness += NEXT_SEGMENT + roundTrip
  while (random() < loss)
  return lateness
}

/** One way through the link: a queue whose head is let out when its time has come. */
class Direction {
  readonly #to: Socket
  readonly #draw: () => number
  /** What is on its way, and when it arrives; null is the end. */
  readonly #queue: { bytes: Buffer | null; at: number }[] = []
  #timer: NodeJS.Timeout | undefined
  #held = false

  constructor(to: Socket, draw: () => number) {
    this.#to = to
    this.#draw = draw
  }

  carry(bytes: Buffer | null): void {
    this.#queue.push({ bytes, at: performance.now() + this.#draw() })
    if (this.#queue.length === 1) this.#wait()
  }

  hold(): void {
    this.#held = true
    clearTimeout(this.#timer)
  }

  release(): void {
    this.#held = false
    this.#wait()
  }

  #wait(): void {
    const head = this.#queue[0]
    if (!head || this.#held) return
    this.#timer = setTimeout(() => this.#deliver(), Math.max(0, head.at - performance.now()))
  }

  /** Lets out what has arrived. A late head holds up those behind it. */
  #deliver(): void {
    const now = performance.now()
    while (this.#queue.length > 0 && this.#queue[0]!.at <= now + 0.5) {
      const { bytes } = this.#queue.shift()!
      if (bytes) this.#to.write(bytes)
      else this.#to.end()
    }
    this.#wait()
  }
}
