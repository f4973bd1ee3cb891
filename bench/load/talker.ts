import type { LoadClient } from './client.ts'
import { RING, type Speech } from './speech.ts'

/** One who talks: sends a frame whenever told, and remembers when. */
export class Talker {
  readonly #client: Pick<LoadClient, 'backlog' | 'write'>
  readonly #speech: Speech
  readonly #sentAt: number[] = []
  #from = Number.POSITIVE_INFINITY
  #to = Number.POSITIVE_INFINITY

  constructor(client: Pick<LoadClient, 'backlog' | 'write'>, speech: Speech) {
    this.#client = client
    this.#speech = speech
  }

  /** Sends one frame, or skips it where the server has not read the last `RING`. */
  send(): void {
    const sequence = this.#sentAt.length
    const message = this.#speech.message(sequence)
    if (this.#client.backlog + message.length > RING * message.length) return
    this.#sentAt.push(performance.now())
    this.#client.write(message)
  }

  /** Frames from the next one on are measured. */
  openWindow(): void {
    this.#from = this.#sentAt.length
  }

  /** Frames from the next one on are measured no more. */
  closeWindow(): void {
    this.#to = this.#sentAt.length
  }

  /** The first frame that is measured; Infinity before the window was opened. */
  get from(): number {
    return this.#from
  }

  /** The frame after the last one that was sent and is measured. */
  get to(): number {
    return Math.min(this.#to, this.#sentAt.length)
  }

  /** When frame `sequence` was sent, in ms of `performance.now()`; undefined where it is none of the measured. */
  sentAt(sequence: number): number | undefined {
    return sequence >= this.#from && sequence < this.#to ? this.#sentAt[sequence] : undefined
  }
}
