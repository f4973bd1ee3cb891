import type { Limits } from '../../protocol/limits.ts'
import type { PicturePiece } from './picture-piece.ts'
import { PictureStats } from './picture-stats.ts'
import type { Area } from './rect-cover.ts'

/** Areas of a picture, and of those that wait, up to which it is seen what of them a newer one covers. */
const MOST_AREAS = 32
const MOST_WAITING = 256

/**
 * What waits for one who watches. Deltas go out in order, and of those that were not begun only what no newer one
 * covers: who is slow sees fewer pictures of a video. A keyframe takes the place of all. Who falls behind all the same
 * is sent the rest of the picture that was begun, and then nothing until the next keyframe. What waits is bounded by
 * `limits.pictureQueue`.
 */
export class PictureQueue {
  #parts: PicturePiece[] = []
  #bytes = 0
  #skips = true
  readonly #stats: PictureStats
  readonly #limits: Pick<Limits, 'pictureQueue' | 'pictureBacklog'>

  /** @param stats counts what is not sent, with that of others. */
  constructor(stats: PictureStats = new PictureStats(), limits: Limits) {
    this.#stats = stats
    this.#limits = limits
  }

  /** Whether nothing goes on before a keyframe comes, and there is room for one. */
  get wantsKeyframe(): boolean {
    return this.#skips && this.#parts.length === 0
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes
  }

  push(part: PicturePiece): void {
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
    if (part.ends) this.#replace()
    if (this.#bytes > this.#limits.pictureQueue) this.#drop(0)
    else if (this.#behind > this.#limits.pictureBacklog) this.cut()
  }

  /** Forgets all pictures that are not begun, and waits for a keyframe. */
  cut(): void {
    this.#drop(this.#firstNotBegun)
  }

  /** Sends as much as there is room for. @param send returns whether there was room. */
  pump(send: (part: PicturePiece) => boolean): void {
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

  /** Leaves out what the newest picture, which is whole, covers. */
  #replace(): void {
    const newest = this.#parts.findLastIndex(({ begins }) => begins)
    const first = this.#firstNotBegun
    if (first >= newest) return
    const cover = this.#parts.slice(newest).flatMap(({ areas }) => areas)
    const before = this.#parts.slice(first, newest)
    const waiting = before.reduce((sum, { areas }) => sum + areas.length, 0)
    // More would cost more than it saves, and somebody might mean it to.
    if (cover.length > MOST_AREAS || waiting > MOST_WAITING) return
    const after = picturesOf(before).flatMap((picture) => uncovered(picture, cover))
    this.#parts.splice(first, before.length, ...after)
    this.#bytes += sizeOf(after) - sizeOf(before)
    this.#stats.skipped += before.length - after.length
  }

  /** Bytes that wait behind the oldest picture. */
  get #behind(): number {
    const next = this.#parts.findIndex(({ begins }, at) => begins && at > 0)
    if (next < 0) return 0
    return sizeOf(this.#parts.slice(next))
  }

  #drop(from: number): void {
    const dropped = this.#parts.splice(from)
    this.#bytes -= sizeOf(dropped)
    this.#stats.skipped += dropped.length
    this.#skips = true
  }
}

/** What is left of a picture where a newer one covers some of it. */
function uncovered(picture: readonly PicturePiece[], cover: readonly Area[]): readonly PicturePiece[] {
  if (picture[0]!.keyframe) return picture
  const left = picture.flatMap((part) => part.without(cover) ?? [])
  return left.map((part, i) => part.placed(i === 0, i === left.length - 1))
}

function picturesOf(parts: readonly PicturePiece[]): PicturePiece[][] {
  const pictures: PicturePiece[][] = []
  for (const part of parts) {
    if (part.begins) pictures.push([part])
    else pictures.at(-1)!.push(part)
  }
  return pictures
}

function sizeOf(parts: readonly PicturePiece[]): number {
  return parts.reduce((bytes, { message }) => bytes + message.length, 0)
}
