import { describe, expect, it } from 'vitest'
import { percentile } from '../../../bench/statistics.ts'
import { Acknowledger } from '../../../src/protocol/wire/acknowledger.ts'
import { encode } from '../../../src/protocol/wire/encoder.ts'
import { type Guest, Hosted } from '../hosted.ts'

/** Bytes per ms that reach the watcher: 400 kB/s, of which voice takes a quarter. */
const RATE = 400
const SECONDS = 10
const FRAME_MS = 20
const FRAME_BYTES = 1_920
/** ms between two pieces of a picture (more than the link can carry), and pieces per picture. */
const PIECE_MS = 20
const PIECE_BYTES = 12 * 1024
const PIECES = 6
const KEYFRAME_PIECES = 50

/** A watcher behind a slow link that buffers without limit, as a modem does. */
class SlowWatcher {
  readonly #hosted: Hosted
  readonly #guest: Guest
  readonly #acknowledger: Acknowledger
  #onItsWay: Buffer = Buffer.alloc(0)
  #arrived: Buffer = Buffer.alloc(0)
  mostOnItsWay = 0
  /** Arrival time of each voice frame in ms. */
  readonly heard: number[] = []
  pictureBytes = 0
  pictures = 0

  constructor(hosted: Hosted) {
    this.#hosted = hosted
    this.#guest = hosted.connect({ reads: false })
    this.#guest.stream.on('data', (bytes: Buffer) => {
      this.#onItsWay = Buffer.concat([this.#onItsWay, bytes])
      this.mostOnItsWay = Math.max(this.mostOnItsWay, this.#onItsWay.length)
    })
    const acknowledge = (received: number) => {
      this.#guest.stream.write(encode({ action: 'ack', received }))
    }
    this.#acknowledger = new Acknowledger(hosted.clock, acknowledge, hosted.context.limits)
  }

  /** Joins the room and starts watching. */
  async watch(from: number): Promise<void> {
    this.#acknowledger.flush()
    await this.#guest.say({ action: 'join', room: 'hello' }, { action: 'screen_start_watching', from })
  }

  /** Delivers the bytes of one ms. */
  step(): void {
    this.#arrived = Buffer.concat([this.#arrived, this.#onItsWay.subarray(0, RATE)])
    this.#onItsWay = this.#onItsWay.subarray(RATE)
    for (let end = this.#arrived.indexOf('\n'); end >= 0; end = this.#arrived.indexOf('\n')) {
      const { label, bytes = 0, more } = JSON.parse(this.#arrived.toString('utf8', 0, end))
      if (this.#arrived.length < end + 1 + bytes) return
      this.#arrived = this.#arrived.subarray(end + 1 + bytes)
      if (bytes > 0) this.#acknowledger.received(bytes)
      if (label === 'voice') this.heard.push(this.#hosted.clock.now())
      if (label === 'screen') {
        this.pictureBytes += bytes
        if (!more) this.pictures++
      }
    }
  }
}

/** Ann talks and shares more than the link carries. @returns the latency of each frame in ms, and the watcher */
async function talk(): Promise<{ late: number[]; watcher: SlowWatcher }> {
  const hosted = new Hosted()
  const [ann] = await hosted.meet('Ann')
  await ann!.say({ action: 'screen_share', kind: 'screen' })
  const watcher = new SlowWatcher(hosted)
  await watcher.watch(ann!.session.participant.id)
  const said: number[] = []
  const voice = encode({ action: 'voice', bytes: FRAME_BYTES }, Buffer.alloc(FRAME_BYTES, 1))
  const pieces = sharedPieces(ann!)
  for (let ms = 0; ms < SECONDS * 1_000; ms++) {
    if (ms % PIECE_MS === 0) ann!.stream.write(pieces.next().value)
    if (ms % FRAME_MS === 0) {
      said.push(hosted.clock.now())
      ann!.stream.write(voice)
    }
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
    watcher.step()
    hosted.clock.advance(1)
  }
  return { late: watcher.heard.map((at, frame) => at - said[frame]!), watcher }
}

/** Pieces of pictures, one after another; a keyframe when one was requested. */
function* sharedPieces({ messages }: Guest): Generator<Buffer, never> {
  for (let seq = 0; ; seq++) {
    const keyframe = messages.splice(0).some(({ label }) => label === 'screen_keyframe_wanted')
    const pieces = keyframe ? KEYFRAME_PIECES : PIECES
    for (let piece = 1; piece <= pieces; piece++) {
      const rects = [{ x: 0, y: 0, w: 640, h: 480, bytes: PIECE_BYTES }]
      const more = piece < pieces ? { more: true } : {}
      const fields = { seq, width: 640, height: 480, keyframe, rects, ...more, bytes: PIECE_BYTES }
      yield encode({ action: 'screen', ...fields }, Buffer.alloc(PIECE_BYTES))
    }
  }
}

describe('voice to a watcher over 400 kB/s', () => {
  it('is less than 100 ms late at p99 while pictures use the rest of the link', async () => {
    const { late, watcher } = await talk()
    expect(late.length).toBeGreaterThan(SECONDS * (1_000 / FRAME_MS) - 5)
    expect(percentile(late, 0.99)).toBeLessThan(100)
    expect(watcher.mostOnItsWay).toBeLessThan(26 * 1024)
    expect(watcher.pictureBytes).toBeGreaterThan(0.8 * (RATE * 1_000 - 50 * FRAME_BYTES) * SECONDS)
    // Covered pictures are dropped, and none waits for a keyframe.
    expect(watcher.pictures).toBeGreaterThan(3 * SECONDS)
  })
})
