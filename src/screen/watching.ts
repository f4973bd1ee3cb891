import type { Clock } from '../lib/clock.ts'
import { PictureAssembler, type PicturePiece } from './assembler.ts'
import type { EncodedPicture } from './picture.ts'

/** A consumer of others' pictures: the terminal, the browser, a file. */
export interface PictureViewer {
  show(from: number, picture: EncodedPicture): void
  /** The share of that person has ended. */
  ended(from: number): void
}

/** The part of a connection that watching needs. */
export interface WatchingLink {
  tell(action: 'screen_start_watching' | 'screen_stop_watching', fields: { from: number }): void
  acknowledgeNow(): void
}

/** A message of the server, of which those about shares matter here. */
export interface ShareNews {
  readonly label: string
  /** The sharer's id. */
  readonly from?: unknown
  readonly kind?: unknown
}

/** The fields of a `screen` message. */
export type WatchedPiece = PicturePiece & { readonly from: number; readonly bytes: number }

export interface WatchingHandlers {
  /** The connection; null while there is none, and outside a room. */
  link(): WatchingLink | null
  /** Whether a piece is well formed. */
  isValid(piece: WatchedPiece): boolean
}

/** Received rate of a share. */
export interface WatchedRate {
  readonly fps: number
  /** Bytes/s. */
  readonly bytes: number
}

/** Least ms between two keyframe requests to the same person. */
const KEYFRAME_PAUSE = 2_000

/** A person whose pictures are wanted. */
class Source {
  readonly assembler = new PictureAssembler()
  readonly viewers = new Set<PictureViewer>()
  readonly rate: PictureRate
  askedAt = -Infinity

  constructor(clock: Clock) {
    this.rate = new PictureRate(clock)
  }
}

/** Watches the shares of others: tracks which viewer wants which share, and reassembles pictures from pieces. */
export class Watching {
  readonly #clock: Clock
  readonly #handlers: WatchingHandlers
  readonly #sharers = new Set<number>()
  readonly #sources = new Map<number, Source>()

  constructor(clock: Clock, handlers: WatchingHandlers) {
    this.#clock = clock
    this.#handlers = handlers
  }

  /** Sends a person's pictures to a viewer, starting with a keyframe. */
  want(from: number, viewer: PictureViewer): void {
    let source = this.#sources.get(from)
    if (!source) {
      source = new Source(this.#clock)
      this.#sources.set(from, source)
    }
    source.viewers.add(viewer)
    if (this.#sharers.has(from)) this.#start(from, source)
  }

  /** Stops sending a person's pictures to a viewer. */
  release(from: number, viewer: PictureViewer): void {
    const source = this.#sources.get(from)
    if (!source?.viewers.delete(viewer) || source.viewers.size > 0) return
    this.#sources.delete(from)
    if (this.#sharers.has(from)) this.#handlers.link()?.tell('screen_stop_watching', { from })
  }

  /** Requests a keyframe after a viewer lost track of a person's pictures, at most every 2 s. */
  restart(from: number): void {
    const source = this.#sources.get(from)
    if (!source || this.#clock.now() - source.askedAt < KEYFRAME_PAUSE) return
    this.#start(from, source)
  }

  /** Received rate of a person's share; null if it is not watched. */
  rateOf(from: number): WatchedRate | null {
    const rate = this.#sources.get(from)?.rate
    return rate ? { fps: rate.fps, bytes: rate.bytes } : null
  }

  /** Takes a message that the server pushed. */
  take({ label, from }: ShareNews): void {
    if (typeof from !== 'number') return
    if (label === 'screen_started') {
      this.#sharers.add(from)
      const source = this.#sources.get(from)
      if (source) this.#start(from, source)
    } else if (label === 'screen_stopped') {
      this.#sharers.delete(from)
      this.#end(from)
    }
  }

  /** Takes a picture or a piece of one; invalid ones are dropped. */
  picture(fields: WatchedPiece, payload: Uint8Array): void {
    const source = this.#sources.get(fields.from)
    if (!source) return
    const { seq, width, height, keyframe, rects, more = false } = fields
    const wrong = !this.#handlers.isValid(fields)
    if (wrong) source.assembler.reset()
    const part = { seq, width, height, keyframe, rects, more }
    const picture = wrong ? null : source.assembler.take(part, payload)
    source.rate.count(payload.length, picture !== null)
    if (picture) for (const viewer of source.viewers) viewer.show(fields.from, picture)
    else if (source.assembler.wantsKeyframe) this.restart(fields.from)
  }

  /** The user left the room: ends all watching. */
  leave(): void {
    this.#sharers.clear()
    this.settle()
  }

  /** The connection is lost: the next one announces the shares again. */
  forgetSharers(): void {
    this.#sharers.clear()
    for (const { assembler } of this.#sources.values()) assembler.reset()
  }

  /** All shares are known again: ends watching of people who no longer share. */
  settle(): void {
    for (const from of [...this.#sources.keys()]) if (!this.#sharers.has(from)) this.#end(from)
  }

  #start(from: number, source: Source): void {
    const link = this.#handlers.link()
    if (!link) return
    source.askedAt = this.#clock.now()
    // The first picture is large; with this the server limits it to the send window.
    link.acknowledgeNow()
    link.tell('screen_start_watching', { from })
  }

  #end(from: number): void {
    const viewers = this.#sources.get(from)?.viewers ?? []
    this.#sources.delete(from)
    for (const viewer of viewers) viewer.ended(from)
  }
}

/** ms over which the rate is averaged. */
const SPAN = 2_000

/** Measures received pictures and bytes per second. */
class PictureRate {
  readonly #clock: Clock
  #came: { at: number; bytes: number; whole: boolean }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts a piece. @param whole whether it completes a picture */
  count(bytes: number, whole: boolean): void {
    this.#forget()
    this.#came.push({ at: this.#clock.now(), bytes, whole })
  }

  /** Pictures/s. */
  get fps(): number {
    this.#forget()
    return (this.#came.filter(({ whole }) => whole).length * 1_000) / SPAN
  }

  /** Bytes/s. */
  get bytes(): number {
    this.#forget()
    return (this.#came.reduce((sum, { bytes }) => sum + bytes, 0) * 1_000) / SPAN
  }

  #forget(): void {
    const since = this.#clock.now() - SPAN
    const first = this.#came.findIndex(({ at }) => at > since)
    this.#came.splice(0, first < 0 ? this.#came.length : first)
  }
}
