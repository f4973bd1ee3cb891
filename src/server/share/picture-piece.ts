import type { Label, LabelFields } from '../../protocol/labels.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import { type Area, isCovered } from './rect-cover.ts'

type Fields = Omit<LabelFields<'screen'>, 'bytes'>

/** A piece of a picture on its way to its watchers, who share its bytes. */
export class PicturePiece {
  readonly #fields: Fields
  readonly #payload: Uint8Array
  /** Header and payload. */
  readonly message: Buffer
  /** Whether it is the first piece of its picture. */
  readonly begins: boolean

  /** @param payload the JPEGs of `fields.rects`, one after another; copied */
  constructor(fields: Fields, payload: Uint8Array, begins: boolean) {
    const message = { label: 'screen', ...fields, bytes: payload.length } satisfies Label<'screen'>
    this.message = encode(message, payload)
    this.#fields = fields
    // The message holds a copy; the buffer that was read into is reused.
    this.#payload = this.message.subarray(this.message.length - payload.length)
    this.begins = begins
  }

  get payloadBytes(): number {
    return this.#payload.length
  }

  get keyframe(): boolean {
    return this.#fields.keyframe
  }

  /** Whether it is the last piece of its picture. */
  get ends(): boolean {
    return !this.#fields.more
  }

  /** The areas it updates, in pixels. */
  get areas(): readonly Area[] {
    return this.#fields.rects
  }

  /** The piece less the areas that `cover` covers: itself when none is covered, null when all are. */
  without(cover: readonly Area[]): PicturePiece | null {
    const kept = this.#fields.rects.filter((rect) => !isCovered(rect, cover))
    if (kept.length === this.#fields.rects.length) return this
    if (kept.length === 0) return null
    const jpegs: Uint8Array[] = []
    let at = 0
    for (const rect of this.#fields.rects) {
      if (kept.includes(rect)) jpegs.push(this.#payload.subarray(at, at + rect.bytes))
      at += rect.bytes
    }
    return new PicturePiece({ ...this.#fields, rects: kept }, Buffer.concat(jpegs), this.begins)
  }

  /** The same areas at another position in the picture. */
  placed(begins: boolean, ends: boolean): PicturePiece {
    if (begins === this.begins && ends === this.ends) return this
    const { more: _, ...fields } = this.#fields
    return new PicturePiece(ends ? fields : { ...fields, more: true }, this.#payload, begins)
  }
}
