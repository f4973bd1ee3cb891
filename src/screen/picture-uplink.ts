import type { Clock } from '../lib/clock.ts'
import type { Piece } from './pieces.ts'

/** The part of the connection that pictures need. */
export interface PictureLink {
  /** Sends a piece unless it would delay voice. @returns whether it was sent */
  sendPicture(fields: Piece['fields'], payload: Uint8Array): boolean
}

/** Queue of the pieces of a picture that wait for room on the connection. */
export class PictureUplink {
  readonly #clock: Clock
  readonly #link: PictureLink
  readonly #sent: (piece: Piece) => void
  readonly #through: (ms: number) => void
  #waiting: Piece[] = []
  /** When the first piece of the picture was queued, ms. */
  #since: number | null = null

  /**
   * @param sent receives each piece that is sent
   * @param through receives, after the last piece of a picture, how many ms sending it took
   */
  constructor(clock: Clock, link: PictureLink, sent: (piece: Piece) => void, through: (ms: number) => void) {
    this.#clock = clock
    this.#link = link
    this.#sent = sent
    this.#through = through
  }

  /** Queues a piece and sends what there is room for. */
  push(piece: Piece): void {
    this.#since ??= this.#clock.now()
    this.#waiting.push(piece)
    this.roomForPictures()
  }

  /** Sends what there is room for. Call it when there may be room again. */
  roomForPictures(): void {
    for (let piece = this.#waiting[0]; piece; piece = this.#waiting[0]) {
      if (!this.#link.sendPicture(piece.fields, piece.payload)) return
      this.#waiting.shift()
      this.#sent(piece)
      if (piece.fields.more) continue
      const ms = this.#clock.now() - this.#since!
      this.#since = this.#waiting.length > 0 ? this.#clock.now() : null
      this.#through(ms)
    }
  }
}

/** ms over which the rate is averaged. */
const SPAN = 2_000

/** Measures the recent sending rate. */
export class Throughput {
  readonly #clock: Clock
  #sent: { at: number; bytes: number; pictures: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts a piece. */
  add({ fields, payload }: Piece): void {
    this.#forget()
    this.#sent.push({ at: this.#clock.now(), bytes: payload.length, pictures: fields.more ? 0 : 1 })
  }

  /** Pictures/s and bytes/s. */
  get rate(): { pictures: number; bytes: number } {
    this.#forget()
    const sum = (of: 'pictures' | 'bytes') => this.#sent.reduce((total, one) => total + one[of], 0)
    return { pictures: (1000 * sum('pictures')) / SPAN, bytes: (1000 * sum('bytes')) / SPAN }
  }

  #forget(): void {
    const oldest = this.#clock.now() - SPAN
    while (this.#sent[0] && this.#sent[0].at <= oldest) this.#sent.shift()
  }
}
