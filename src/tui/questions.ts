import { inputOf } from './input-line.ts'
import type { Overlay } from './overlay-state.ts'

/** Puts a question to the person; null where they gave up. */
export type Ask = (
  question: string,
  options?: { secret?: boolean; filled?: string },
) => Promise<string | null>

/** Questions to the person, one at a time: a new one takes the place of one that is open. */
export class Questions {
  readonly #cover: (overlay: Overlay) => void
  #answer: ((line: string | null) => void) | null = null

  /** @param cover puts something over the rest. */
  constructor(cover: (overlay: Overlay) => void) {
    this.#cover = cover
  }

  readonly ask: Ask = (text, options) =>
    new Promise((resolve) => {
      this.put(text, options, resolve)
    })

  /** The same, answered before the next key is looked at. */
  put(
    text: string,
    { secret = false, filled = '' }: { secret?: boolean; filled?: string } = {},
    answered: (line: string | null) => void,
  ): void {
    this.answer(null)
    this.#cover({ kind: 'question', question: { text, secret, line: inputOf(filled) } })
    this.#answer = answered
  }

  /** The person answers; null gives up. */
  answer(line: string | null): void {
    const answer = this.#answer
    this.#answer = null
    answer?.(line)
  }
}
