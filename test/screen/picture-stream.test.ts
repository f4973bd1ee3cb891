import { afterEach, describe, expect, it } from 'vitest'
import { type Clock, systemClock } from '../../src/lib/clock.ts'
import { DeltaEncoder } from '../../src/screen/delta-encoder.ts'
import { CaptureError, type Picture, type PictureSource } from '../../src/screen/picture.ts'
import { PictureStream } from '../../src/screen/picture-stream.ts'
import type { Piece } from '../../src/screen/pieces.ts'
import { SyntheticScreen } from '../../src/screen/synthetic.ts'
import { plainPicture } from '../helpers/canvas.ts'

/** The system clock, sped up so that seconds pass quickly. */
const HURRY = 20
const quickClock: Clock = {
  now: () => HURRY * systemClock.now(),
  date: () => systemClock.date(),
  after: (delay, callback) => systemClock.after(delay / HURRY, callback),
}

/** Records what a stream sends, and how it uses its source. */
class Told {
  readonly pieces: Piece[] = []
  readonly failures: string[] = []
  opened = 0
  taken = 0
  closed = 0
  readonly stream: PictureStream<Picture>
  readonly #source: () => PictureSource
  #poll: () => void = () => {}

  constructor(source: () => PictureSource = () => new SyntheticScreen('box', 320, 240)) {
    this.#source = source
    this.stream = new PictureStream(this.#open(), async () => this.#open(), new DeltaEncoder(), 5, quickClock, {
      piece: (piece) => this.#note(() => this.pieces.push(piece)),
      pace: () => {},
      failed: (sentence) => this.#note(() => this.failures.push(sentence)),
    })
    streams.push(this.stream)
  }

  /** Resolves when the condition holds. */
  async until(so: () => boolean): Promise<void> {
    while (!so()) {
      await new Promise<void>((resolve) => {
        this.#poll = resolve
      })
    }
  }

  /** The last pieces of pictures that were sent completely. */
  get pictures(): Piece[] {
    return this.pieces.filter(({ fields }) => !fields.more)
  }

  #open(): PictureSource {
    this.opened++
    const source = this.#source()
    return {
      label: source.label,
      next: () => {
        this.#note(() => this.taken++)
        return source.next()
      },
      close: async () => this.#note(() => this.closed++),
    }
  }

  #note(change: () => void): void {
    change()
    this.#poll()
  }
}

const streams: PictureStream<Picture>[] = []
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.close()
})

describe('PictureStream', () => {
  it('sends one keyframe when it is requested again while being encoded', async () => {
    const screen = new SyntheticScreen('box', 320, 240)
    const asking: PictureSource = {
      label: screen.label,
      next: () => {
        if (told.taken === 1) setImmediate(() => told.stream.keyframe())
        return screen.next()
      },
      close: () => screen.close(),
    }
    const told: Told = new Told(() => asking)
    told.stream.watched = true
    await told.until(() => told.pictures.length === 1)
    told.stream.sent(1)
    await told.until(() => told.pictures.length === 2)
    expect(told.pictures.map(({ fields }) => fields.keyframe)).toEqual([true, false])
  })

  it('sends a keyframe when watching starts, and the next picture only after it was received', async () => {
    const told = new Told()
    expect(told.taken).toBe(0)
    told.stream.watched = true
    await told.until(() => told.pictures.length === 1)
    expect(told.pieces[0]!.fields).toMatchObject({ seq: 0, keyframe: true, width: 320, height: 240 })
    const { taken } = told
    // Long enough for five more pictures.
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([told.taken, told.pictures.length]).toEqual([taken, 1])
    told.stream.sent(5)
    await told.until(() => told.pictures.length === 2)
    expect(told.pictures[1]!.fields).toMatchObject({ seq: 1, keyframe: false })
  })

  it('sends nothing while nothing changes, and does not miss the last change', async () => {
    const picture = plainPicture(320, 240)
    const told = new Told(() => ({ label: '', next: async () => picture, close: async () => {} }))
    told.stream.watched = true
    await told.until(() => told.pictures.length === 1)
    told.stream.sent(1)
    // Unchanged areas are refined once.
    let last = 0
    while (told.taken < last + 30) {
      const { length } = told.pictures
      const { taken } = told
      await told.until(() => told.taken > taken || told.pictures.length > length)
      if (told.pictures.length > length) {
        last = told.taken
        told.stream.sent(1)
      }
    }
    const { length } = told.pictures
    picture.rgb.fill(0, 0, 300)
    await told.until(() => told.pictures.length > length)
    expect(told.pictures.at(-1)!.fields.rects).toMatchObject([{ x: 0, y: 0 }])
  })

  it('sends a keyframe on request, and after pictures in flight were lost', async () => {
    const told = new Told()
    told.stream.watched = true
    for (const [ask, keyframe] of [
      [() => told.stream.sent(1), false],
      [
        () => {
          told.stream.keyframe()
          told.stream.sent(1)
        },
        true,
      ],
      [() => told.stream.reset(), true],
    ] as const) {
      const { length } = told.pictures
      await told.until(() => told.pictures.length > length)
      ask()
      await told.until(() => told.pictures.length > length + 1)
      expect(told.pictures.at(-1)!.fields.keyframe).toBe(keyframe)
      told.stream.sent(1)
    }
  })

  it('closes its source while nobody watches, and reopens it for the next watcher', async () => {
    const told = new Told()
    told.stream.watched = true
    await told.until(() => told.pictures.length === 1)
    told.stream.watched = false
    await told.until(() => told.closed === 1)
    expect(told.opened).toBe(1)
    told.stream.sent(1)
    told.stream.watched = true
    await told.until(() => told.pictures.length === 2)
    expect(told.opened).toBe(2)
    expect(told.pictures[1]!.fields.keyframe).toBe(true)
  })

  it('reopens a failed source, and reports its error after the last attempt', async () => {
    let left = 1
    const told = new Told(() => ({
      label: '',
      next: async () => {
        if (left-- <= 0) throw new CaptureError('The camera is gone')
        return plainPicture(64, 64)
      },
      close: async () => {},
    }))
    told.stream.watched = true
    await told.until(() => told.pictures.length === 1)
    left = 0
    told.stream.sent(1)
    await told.until(() => told.opened === 2)
    left = 100
    told.stream.keyframe()
    await told.until(() => told.pictures.length === 2)
    left = -100
    told.stream.sent(1)
    await told.until(() => told.failures.length > 0)
    expect(told.failures).toEqual(['The camera is gone'])
    expect(told.closed).toBe(told.opened)
  })
})
