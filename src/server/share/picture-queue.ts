import type { Limits } from '../../protocol/limits.ts'
import type { PicturePiece } from './picture-piece.ts'
import { PictureStats } from './picture-stats.ts'
import type { Area } from './rect-cover.ts'

/** Most areas of a picture, and of the waiting pictures, for which covered areas are looked for. */
const MOST_AREAS = 32
const MOST_WAITING = 256

/**
 * The pictures that wait for one watcher. Deltas are sent in order; of those not yet begun, areas that a newer picture
 * covers are dropped, so a slow watcher sees fewer pictures of a video. A keyframe replaces all pictures not yet begun.
 * A watcher who still falls behind is sent the rest of the picture that was begun, then nothing until the next keyframe.
 * At most `limits.pictureQueue` bytes wait.
 */
export class PictureQueue {
  #parts: PicturePiece[] = []
  #bytes = 0
  #skips = true
  readonly #stats: PictureStats
  readonly #limits: Pick<Limits, 'pictureQueue' | 'pictureBacklog'>

  /** @param stats counts skipped pieces; may be shared */
  constructor(stats: PictureStats = new PictureStats(), limits: Limits) {
    this.#stats = stats
    this.#limits = limits
  }

  /** Whether only a keyframe can be sent next, and there is room for one. */
  get wantsKeyframe(): boolean {
    return this.#skips && this.#parts.length === 0
  }

  /** Bytes of the waiting messages. */
  get bytes(): number {
    return this.#bytes
  }

  /** Queues a piece, or drops it (and older ones) as described above. */
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

  /** Drops all pictures not yet begun, and skips pieces until the next keyframe. */
  cut(): void {
    this.#drop(this.#firstNotBegun)
  }

  /** Sends pieces while there is room. @param send returns whether there was room */
  pump(send: (part: PicturePiece) => boolean): void {
    let sent = 0
    for (const part of this.#parts) {
      if (!send(part)) break
      this.#bytes -= part.message.length
      sent++
    }
    if (sent > 0) this.#parts.splice(0, sent)
  }

  /** Index of the first picture of which no piece was sent. */
  get #firstNotBegun(): number {
    const first = this.#parts.findIndex(({ begins }) => begins)
    return first < 0 ? this.#parts.length : first
  }

  /** Drops the areas that the newest, complete picture covers. */
  #replace(): void {
    const newest = this.#parts.findLastIndex(({ begins }) => begins)
    const first = this.#firstNotBegun
    if (first >= newest) return
    const cover = this.#parts.slice(newest).flatMap(({ areas }) => areas)
    const before = this.#parts.slice(first, newest)
    const waiting = before.reduce((sum, { areas }) => sum + areas.length, 0)
    // Beyond this the search costs more than it saves, and a sharer could do that on purpose.
    if (cover.length > MOST_AREAS || waiting > MOST_WAITING) return
    const after = picturesOf(before).flatMap((picture) => uncovered(picture, cover))
    this.#parts.splice(first, before.length, ...after)
    this.#bytes += sizeOf(after) - sizeOf(before)
    this.#stats.skipped += before.length - after.length
  }

  /** Bytes queued behind the oldest picture. */
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

/** The pieces of a picture less the areas that `cover` covers; a keyframe is kept whole. */
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
