import type { Clock } from '../lib/clock.ts'
import { withTimeout } from '../lib/timeout.ts'
import { DeltaEncoder } from './delta-encoder.ts'
import { CaptureError, type Picture, type PictureSource } from './picture.ts'
import { PicturePace } from './picture-pace.ts'
import { type Piece, piecesOf } from './pieces.ts'

export interface PictureStreamHandlers {
  /** A part of a picture is to be sent. There is no other picture before `sent` was called. */
  piece(piece: Piece): void
  /** How many pictures a second are made at most from now on, and of which quality (1 to 100). */
  pace(fps: number, quality: number): void
  /** There are no more pictures, and what the user can do about it. */
  failed(sentence: string): void
}

/** ms for which the source stays open after the last watcher has gone. */
const LINGER = 3_000
/** Pauses before a source that failed is opened again: a screen may have changed its size. */
const PAUSES = [300, 1_000, 2_000]
/** Bytes a second that are sent at most: more would be a burden to a network, and to those who watch. */
const MAX_RATE = 4 * 1024 * 1024
/** ms of good pictures after which a failure is the first again. */
const GOOD_TIME = 10_000

/**
 * Makes pieces of what a source shows, as fast as they can be sent and no faster. While nobody watches nothing is
 * captured: a camera is off then.
 */
export class PictureStream {
  readonly #open: () => Promise<PictureSource>
  readonly #clock: Clock
  readonly #handlers: PictureStreamHandlers
  readonly #pace: PicturePace
  readonly #encoder = new DeltaEncoder()
  #source: PictureSource | null
  #watched = false
  #keyframe = true
  /** Whether a picture is on its way. */
  #sending = false
  #closed = false
  #seq = 0
  #failures = 0
  #openedAt: number
  #wake: () => void = () => {}
  readonly #running: Promise<void>

  /**
   * @param source which is open already, so that what is wrong with it was told at once.
   * @param open opens it anew.
   * @param fps pictures a second at best.
   */
  constructor(
    source: PictureSource,
    open: () => Promise<PictureSource>,
    fps: number,
    clock: Clock,
    handlers: PictureStreamHandlers,
  ) {
    this.#source = source
    this.#open = open
    this.#clock = clock
    this.#handlers = handlers
    this.#pace = new PicturePace(clock, fps)
    this.#openedAt = clock.now()
    this.#running = this.#run()
  }

  /** Whether anybody watches. Who comes first gets a whole picture. */
  set watched(on: boolean) {
    if (on && !this.#watched) this.#keyframe = true
    this.#watched = on
    this.#wake()
  }

  /** Makes the next picture a whole one. */
  keyframe(): void {
    this.#keyframe = true
  }

  /** The last picture has arrived, so many ms after its first piece was there to be sent. */
  sent(ms: number): void {
    const before = this.#pace.level
    this.#pace.sent(ms)
    if (before !== this.#pace.level) this.#tellPace()
    this.#sending = false
    this.#wake()
  }

  /** What was on its way is lost, as with a connection: the next picture is a whole one. */
  reset(): void {
    this.#keyframe = true
    this.#sending = false
    this.#wake()
  }

  /** Ends it, and closes the source. */
  async close(): Promise<void> {
    this.#closed = true
    this.#wake()
    await this.#shut()
    await this.#running
  }

  async #run(): Promise<void> {
    this.#tellPace()
    let due = this.#clock.now()
    while (!this.#closed) {
      if (!this.#watched) await this.#rest()
      while (this.#sending && this.#watched && !this.#closed) await this.#news(Infinity)
      if (!this.#watched || this.#closed) continue
      await this.#until(due)
      due = Math.max(this.#clock.now(), due + this.#pace.interval)
      try {
        const bytes = await this.#tell(await this.#next())
        due = Math.max(due, this.#clock.now() + (1000 * bytes) / MAX_RATE)
      } catch (error) {
        if (!this.#closed) await this.#recover(error)
      }
    }
  }

  /** Waits until somebody watches. The source is closed meanwhile, unless that is soon. */
  async #rest(): Promise<void> {
    await this.#until(this.#clock.now() + LINGER, () => this.#watched)
    if (!this.#watched) await this.#shut()
    while (!this.#watched && !this.#closed) await this.#news(Infinity)
  }

  async #next(): Promise<Picture> {
    if (!this.#source) {
      const source = await this.#open()
      if (this.#closed) await source.close()
      this.#source = source
      this.#openedAt = this.#clock.now()
    }
    return this.#source.next()
  }

  /** @returns the bytes to be sent. */
  async #tell(picture: Picture): Promise<number> {
    const keyframe = this.#keyframe
    this.#keyframe = false
    const { quality } = this.#pace.level
    const told = await this.#encoder.encode(picture, { quality, keyframe, refine: this.#pace.best })
    if (!told || this.#closed) return 0
    // Who asked for a keyframe meanwhile is sent this one from its first piece on.
    if (told.keyframe) this.#keyframe = false
    this.#sending = true
    for (const piece of piecesOf(told, this.#seq++)) this.#handlers.piece(piece)
    return told.rects.reduce((bytes, { jpeg }) => bytes + jpeg.length, 0)
  }

  /** Waits and has the source opened again, or gives up. */
  async #recover(error: unknown): Promise<void> {
    if (this.#source && this.#clock.now() - this.#openedAt > GOOD_TIME) this.#failures = 0
    const pause = error instanceof CaptureError ? PAUSES[this.#failures++] : undefined
    await this.#shut()
    if (pause !== undefined) return this.#until(this.#clock.now() + pause)
    this.#closed = true
    this.#handlers.failed((error as Error).message)
  }

  async #shut(): Promise<void> {
    const source = this.#source
    this.#source = null
    await source?.close()
  }

  #tellPace(): void {
    this.#handlers.pace(1000 / this.#pace.interval, this.#pace.level.quality)
  }

  async #until(time: number, enough = () => false): Promise<void> {
    while (!this.#closed && !enough() && this.#clock.now() < time) await this.#news(time - this.#clock.now())
  }

  /** Something may have changed, or so many ms have passed. */
  #news(ms: number): Promise<void> {
    const news = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    return ms === Infinity ? news : withTimeout(this.#clock, ms, news, () => {})
  }
}
