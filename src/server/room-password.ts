import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** A password that is kept in memory only, and there not as it was typed. */
export class RoomPassword {
  readonly #salt = randomBytes(16)
  readonly #digest: Buffer

  constructor(password: string) {
    this.#digest = this.#digestOf(password)
  }

  /** Compares in a time that does not tell how much of the try was right. */
  matches(password: string): boolean {
    return timingSafeEqual(this.#digest, this.#digestOf(password))
  }

  #digestOf(password: string): Buffer {
    return createHmac('sha256', this.#salt).update(password.normalize('NFC')).digest()
  }
}
