import type { Clock } from '../../lib/clock.ts'
import type { Piece } from '../../screen/pieces.ts'

/** The connection, as far as pictures need it. */
export interface PictureLink {
  /** Sends a piece, where voice would not wait behind it. @returns whether it was sent. */
  sendPicture(fields: Piece['fields'], payload: Uint8Array): boolean
}

/** The pieces of one picture that wait for room on the connection. */
export class PictureUplink {
  readonly #clock: Clock
  readonly #link: PictureLink
  readonly #sent: (piece: Piece) => void
  readonly #through: (ms: number) => void
  #waiting: Piece[] = []
  /** When the first piece of the picture came, ms. */
  #since: number | null = null

  /**
   * @param sent is told of each piece that goes out.
   * @param through is told, with the last piece of a picture, how many ms it took.
   */
  constructor(clock: Clock, link: PictureLink, sent: (piece: Piece) => void, through: (ms: number) => void) {
    this.#clock = clock
    this.#link = link
    this.#sent = sent
    this.#through = through
  }

  /** Takes the next piece. */
  push(piece: Piece): void {
    this.#since ??= this.#clock.now()
    this.#waiting.push(piece)
    this.roomForPictures()
  }

  /** Sends what there is room for; to be called when there may be some again. */
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

/** ms over which it is counted. */
const SPAN = 2_000

/** How much was sent of late. */
export class Throughput {
  readonly #clock: Clock
  #sent: { at: number; bytes: number; pictures: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts a piece that is sent now. */
  add({ fields, payload }: Piece): void {
    this.#forget()
    this.#sent.push({ at: this.#clock.now(), bytes: payload.length, pictures: fields.more ? 0 : 1 })
  }

  /** Pictures and bytes a second. */
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
