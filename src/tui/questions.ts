import { inputOf } from './input-line.ts'
import type { Overlay } from './overlay-state.ts'

/** Asks the user a question. @returns the answer, or null when cancelled */
export type Ask = (question: string, options?: { secret?: boolean; filled?: string }) => Promise<string | null>

/** Asks the user questions, one at a time: a new question cancels an open one. */
export class Questions {
  readonly #cover: (overlay: Overlay) => void
  #answer: ((line: string | null) => void) | null = null

  /** @param cover shows an overlay */
  constructor(cover: (overlay: Overlay) => void) {
    this.#cover = cover
  }

  readonly ask: Ask = (text, options) =>
    new Promise((resolve) => {
      this.put(text, options, resolve)
    })

  /** Like `ask`, but calls back synchronously, before the next key is handled. */
  put(
    text: string,
    { secret = false, filled = '' }: { secret?: boolean; filled?: string } = {},
    answered: (line: string | null) => void,
  ): void {
    this.answer(null)
    this.#cover({ kind: 'question', question: { text, secret, line: inputOf(filled) } })
    this.#answer = answered
  }

  /** Answers the open question; null cancels it. */
  answer(line: string | null): void {
    const answer = this.#answer
    this.#answer = null
    answer?.(line)
  }
}
