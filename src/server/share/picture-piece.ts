import type { Label, LabelFields } from '../../protocol/labels.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import { type Area, isCovered } from './rect-cover.ts'

type Fields = Omit<LabelFields<'screen'>, 'bytes'>

/** A part of a picture on its way to those who watch; they share its bytes. */
export class PicturePiece {
  readonly #fields: Fields
  readonly #payload: Uint8Array
  /** Header and payload. */
  readonly message: Buffer
  /** Whether it is the first of its picture. */
  readonly begins: boolean

  constructor(fields: Fields, payload: Uint8Array, begins: boolean) {
    const message = { label: 'screen', ...fields, bytes: payload.length } satisfies Label<'screen'>
    this.message = encode(message, payload)
    this.#fields = fields
    // Those of the message stay; what was read may be written over.
    this.#payload = this.message.subarray(this.message.length - payload.length)
    this.begins = begins
  }

  get payloadBytes(): number {
    return this.#payload.length
  }

  get keyframe(): boolean {
    return this.#fields.keyframe
  }

  /** Whether it is the last of its picture. */
  get ends(): boolean {
    return !this.#fields.more
  }

  /** Where it is new. */
  get areas(): readonly Area[] {
    return this.#fields.rects
  }

  /** What is left of it where others cover some: itself, less, or null where nothing is. */
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

  /** The same at another place of its picture. */
  placed(begins: boolean, ends: boolean): PicturePiece {
    if (begins === this.begins && ends === this.ends) return this
    const { more: _, ...fields } = this.#fields
    return new PicturePiece(ends ? fields : { ...fields, more: true }, this.#payload, begins)
  }
}
