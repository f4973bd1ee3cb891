import { plainJpeg } from './jpeg.ts'
import { connect, type WireClient } from './wire-client.ts'

type Rgb = { r: number; g: number; b: number }

/** Somebody who shares pictures, by the wire alone. */
export class Sharer {
  readonly wire: WireClient
  readonly id: number
  #seq = 0

  private constructor(wire: WireClient, id: number) {
    this.wire = wire
    this.id = id
  }

  /** Comes into a room, which is made where it is not there, and shares. */
  static async enter(port: number, name: string, room: string, kind = 'screen'): Promise<Sharer> {
    const wire = await connect(port)
    const { user } = await wire.ask({ action: 'hello', name })
    await wire.ask({ action: 'create', room })
    await wire.ask({ action: 'join', room })
    await wire.ask({ action: 'screen_share', kind })
    return new Sharer(wire, user as number)
  }

  /** Resolves once a keyframe is wanted. */
  async wanted(): Promise<void> {
    await this.wire.next('screen_keyframe_wanted')
  }

  /** Sends any bytes as one picture. */
  send(width: number, height: number, jpeg: Buffer, rect: object = {}): void {
    const rects = [{ x: 0, y: 0, w: width, h: height, ...rect, bytes: jpeg.length }]
    this.wire.sendPayload({ action: 'screen', seq: ++this.#seq, width, height, keyframe: true, rects }, jpeg)
  }

  /** Sends a picture with one colour on the left and another on the right. */
  async sendHalves(width: number, height: number, left: Rgb, right: Rgb): Promise<void> {
    const half = width / 2
    const jpegs = [await plainJpeg(half, height, left), await plainJpeg(half, height, right)]
    const rects = jpegs.map(({ length }, i) => ({ x: i * half, y: 0, w: half, h: height, bytes: length }))
    const message = { action: 'screen', seq: ++this.#seq, width, height, keyframe: true, rects }
    this.wire.sendPayload(message, Buffer.concat(jpegs))
  }
}
