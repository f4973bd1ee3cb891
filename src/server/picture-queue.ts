import { type Limits, limits } from '../protocol/limits.ts'
import { PictureStats } from './picture-stats.ts'

/** A part of a picture on its way to those who watch; they share its bytes. */
export interface PicturePart {
  /** Header and payload. */
  readonly message: Buffer
  readonly payloadBytes: number
  /** Whether it is the first of its picture. */
  readonly begins: boolean
  readonly keyframe: boolean
}

/**
 * What waits for one who watches. Deltas go out whole and in order, or not at all: who falls behind is sent the rest
 * of the picture that was begun, and then nothing until the next keyframe. A keyframe takes the place of all that was
 * not begun. What waits is bounded by `limits.pictureQueue`.
 */
export class PictureQueue {
  #parts: PicturePart[] = []
  #bytes = 0
  #skips = true
  readonly #stats: PictureStats
  readonly #limits: Pick<Limits, 'pictureQueue' | 'pictureBacklog'>

  /** @param stats counts what is not sent, with that of others. */
  constructor(stats: PictureStats = new PictureStats(), held = limits as Limits) {
    this.#stats = stats
    this.#limits = held
  }

  /** Whether nothing goes on before a keyframe comes, and there is room for one. */
  get wantsKeyframe(): boolean {
    return this.#skips && this.#parts.length === 0
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes
  }

  push(part: PicturePart): void {
    if (part.begins && part.keyframe) {
      this.cut()
      this.#skips = false
    }
    if (this.#skips) {
      this.#stats.skipped++
      return
    }
    this.#parts.push(part)
    this.#bytes += part.message.length
    if (this.#bytes > this.#limits.pictureQueue) this.#drop(0)
    else if (this.#behind > this.#limits.pictureBacklog) this.cut()
  }

  /** Forgets all pictures that are not begun, and waits for a keyframe. */
  cut(): void {
    this.#drop(this.#firstNotBegun)
  }

  /** Sends as much as there is room for. @param send returns whether there was room. */
  pump(send: (part: PicturePart) => boolean): void {
    let sent = 0
    for (const part of this.#parts) {
      if (!send(part)) break
      this.#bytes -= part.message.length
      sent++
    }
    if (sent > 0) this.#parts.splice(0, sent)
  }

  /** Where the first picture stands of which no part was sent. */
  get #firstNotBegun(): number {
    const first = this.#parts.findIndex(({ begins }) => begins)
    return first < 0 ? this.#parts.length : first
  }

  /** Bytes that wait behind the oldest picture. */
  get #behind(): number {
    const next = this.#parts.findIndex(({ begins }, at) => begins && at > 0)
    if (next < 0) return 0
    return this.#parts.slice(next).reduce((bytes, { message }) => bytes + message.length, 0)
  }

  #drop(from: number): void {
    for (const { message } of this.#parts.splice(from)) {
      this.#bytes -= message.length
      this.#stats.skipped++
    }
    this.#skips = true
  }
}
