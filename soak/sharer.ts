import { connect, type WireClient } from '../test/helpers/wire-client.ts'

/** Pictures per second, parts per picture, and bytes per part: 300 KB per second. */
const RATE = 5
const PARTS = 5
const PART_BYTES = 12 * 1024
const SIZE = { width: 640, height: 480 }
/** ms between two acknowledgements. */
const ACK_EVERY = 50

/** A client that shares synthetic pictures, each a keyframe in several parts. */
export class Sharer {
  readonly #client: WireClient
  #timer: NodeJS.Timeout | undefined
  /** Pictures shared so far. */
  pictures = 0

  /** Connects. It must be the first client, so that its id is 1: a server gives ids when clients begin to talk to it. */
  static async connect(port: number): Promise<Sharer> {
    const client = await connect(port)
    await client.ask({ action: 'hello', name: 'Sharer' })
    return new Sharer(client)
  }

  private constructor(client: WireClient) {
    this.#client = client
  }

  /** Joins a room and shares there. @throws Error if the server refuses */
  async share(room: string): Promise<void> {
    await this.#client.ask({ action: 'deafen', deafened: true })
    await this.#client.ask({ action: 'join', room })
    const { status } = await this.#client.ask({ action: 'screen_share', kind: 'screen' })
    if (status !== 'ok') throw new Error(`Cannot share the screen: ${status}`)
    this.#timer = setInterval(() => this.#show(), 1_000 / RATE)
  }

  #show(): void {
    const seq = ++this.pictures
    const payload = Buffer.alloc(PART_BYTES, seq)
    const { width, height } = SIZE
    for (let part = 0; part < PARTS; part++) {
      const rect = { x: 0, y: (part * height) / PARTS, w: width, h: height / PARTS, bytes: PART_BYTES }
      const more = part < PARTS - 1 ? { more: true } : {}
      this.#client.sendPayload(
        { action: 'screen', seq, width, height, keyframe: true, rects: [rect], ...more },
        payload,
      )
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#client.close()
  }
}

/** A well-behaved watcher that counts complete pictures. */
export class Watcher {
  readonly #client: WireClient
  readonly #acking: NodeJS.Timeout
  #pictures = 0

  /** Joins a room and watches the share of a user. */
  static async open(port: number, room: string, from: number): Promise<Watcher> {
    const client = await connect(port)
    await client.ask({ action: 'hello', name: 'Watcher' })
    await client.ask({ action: 'deafen', deafened: true })
    await client.ask({ action: 'join', room })
    client.sendLine({ action: 'screen_start_watching', from })
    return new Watcher(client)
  }

  private constructor(client: WireClient) {
    this.#client = client
    this.#acking = setInterval(() => client.sendLine({ action: 'ack', received: client.payloadBytes }), ACK_EVERY)
  }

  /** Complete pictures received so far. */
  get pictures(): number {
    const parts = this.#client.pictures.splice(0)
    this.#pictures += parts.filter(({ fields }) => fields.more === undefined).length
    return this.#pictures
  }

  async close(): Promise<void> {
    clearInterval(this.#acking)
    await this.#client.close()
  }
}
