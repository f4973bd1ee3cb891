import type { Clock } from '../lib/clock.ts'
import { withTimeout } from '../lib/timeout.ts'
import { CaptureError, type PictureEncoder, type PictureSource } from './picture.ts'
import { PicturePace } from './picture-pace.ts'
import { type Piece, piecesOf } from './pieces.ts'

export interface PictureStreamHandlers {
  /** Sends a part of a picture. The next picture follows only after `sent` was called. */
  piece(piece: Piece): void
  /** The pace has changed: maximum pictures per second, and JPEG quality (1 to 100). */
  pace(fps: number, quality: number): void
  /** Capture has failed for good, with a sentence on what the user can do about it. */
  failed(sentence: string): void
}

/** ms for which the source stays open after the last watcher has gone. */
const LINGER = 3_000
/** ms to wait before each attempt to reopen a failed source: a screen may have changed its size. */
const PAUSES = [300, 1_000, 2_000]
/** Maximum bytes per second, so as not to overload the network and the watchers. */
const MAX_RATE = 4 * 1024 * 1024
/** ms without a failure after which the count of failures starts again. */
const GOOD_TIME = 10_000

/**
 * Captures pictures from a source and encodes them as pieces, as fast as they can be sent. Nothing is captured while
 * nobody watches; a camera is then off.
 */
export class PictureStream<Image> {
  readonly #open: () => Promise<PictureSource<Image>>
  readonly #clock: Clock
  readonly #handlers: PictureStreamHandlers
  readonly #pace: PicturePace
  readonly #encoder: PictureEncoder<Image>
  #source: PictureSource<Image> | null
  #watched = false
  #keyframe = true
  /** Whether a picture is in flight. */
  #sending = false
  #closed = false
  #seq = 0
  #failures = 0
  #openedAt: number
  #wake: () => void = () => {}
  readonly #running: Promise<void>

  /**
   * @param source already open, so that its errors were reported when sharing started
   * @param open reopens the source
   * @param fps maximum pictures per second
   */
  constructor(
    source: PictureSource<Image>,
    open: () => Promise<PictureSource<Image>>,
    encoder: PictureEncoder<Image>,
    fps: number,
    clock: Clock,
    handlers: PictureStreamHandlers,
  ) {
    this.#source = source
    this.#open = open
    this.#encoder = encoder
    this.#clock = clock
    this.#handlers = handlers
    this.#pace = new PicturePace(clock, fps)
    this.#openedAt = clock.now()
    this.#running = this.#run()
  }

  /** Whether anyone is watching. The first watcher gets a keyframe. */
  set watched(on: boolean) {
    if (on && !this.#watched) this.#keyframe = true
    this.#watched = on
    this.#wake()
  }

  /** Makes the next picture a keyframe. */
  keyframe(): void {
    this.#keyframe = true
  }

  /** Reports that the last picture was received. @param ms since its first piece was handed to `piece` */
  sent(ms: number): void {
    const before = this.#pace.level
    this.#pace.sent(ms)
    if (before !== this.#pace.level) this.#tellPace()
    this.#sending = false
    this.#wake()
  }

  /** Reports that the picture in flight is lost, for example with the connection. The next one is a keyframe. */
  reset(): void {
    this.#keyframe = true
    this.#sending = false
    this.#wake()
  }

  /** Stops capturing and closes the source. */
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

  /** Waits for a watcher. Closes the source if none comes within `LINGER` ms. */
  async #rest(): Promise<void> {
    await this.#until(this.#clock.now() + LINGER, () => this.#watched)
    if (!this.#watched) await this.#shut()
    while (!this.#watched && !this.#closed) await this.#news(Infinity)
  }

  async #next(): Promise<Image> {
    if (!this.#source) {
      const source = await this.#open()
      if (this.#closed) await source.close()
      this.#source = source
      this.#openedAt = this.#clock.now()
    }
    return this.#source.next()
  }

  /** Encodes a picture and sends its pieces. @returns the bytes sent */
  async #tell(picture: Image): Promise<number> {
    const keyframe = this.#keyframe
    this.#keyframe = false
    const { quality } = this.#pace.level
    const told = await this.#encoder.encode(picture, { quality, keyframe, refine: this.#pace.best })
    if (!told || this.#closed) return 0
    // A keyframe requested during encoding is satisfied by this one.
    if (told.keyframe) this.#keyframe = false
    this.#sending = true
    for (const piece of piecesOf(told, this.#seq++)) this.#handlers.piece(piece)
    return told.rects.reduce((bytes, { jpeg }) => bytes + jpeg.length, 0)
  }

  /** Waits and reopens the source; fails after the last attempt. */
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

  /** Resolves when the state may have changed, or after so many ms. */
  #news(ms: number): Promise<void> {
    const news = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    return ms === Infinity ? news : withTimeout(this.#clock, ms, news, () => {})
  }
}
