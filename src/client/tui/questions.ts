import type { Display } from './display.ts'
import { inputOf } from './input-line.ts'

/** Puts a question to the person; null where they gave up. */
export type Ask = (
  question: string,
  options?: { secret?: boolean; filled?: string },
) => Promise<string | null>

/** Questions to the person, one at a time: a new one takes the place of one that is open. */
export class Questions {
  readonly #display: Display
  #answer: ((line: string | null) => void) | null = null

  constructor(display: Display) {
    this.#display = display
  }

  readonly ask: Ask = (text, { secret = false, filled = '' } = {}) => {
    this.answer(null)
    const question = { text, secret, line: inputOf(filled) }
    this.#display.show({ event: 'overlay', overlay: { kind: 'question', question } })
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  /** The person answers; null gives up. */
  answer(line: string | null): void {
    const answer = this.#answer
    this.#answer = null
    answer?.(line)
  }
}
