import type { ReadStream, WriteStream } from 'node:tty'
import type { Clock } from '../../../clock.ts'

/** What a terminal says of itself when it is asked. */
export interface TerminalAnswers {
  /** Whether its background is light; null where it does not say. */
  readonly light: boolean | null
}

/** ms that a terminal may take to answer, over a slow line too. */
const PATIENCE = 300
/** Asks for the background (xterm, OSC 11), then for what it is (DA1), which every terminal answers: a fence. */
const QUESTIONS = '\u001B]11;?\u0007\u001B[c'
const FENCE = /\u001B\[\?[\d;]*c/
const BACKGROUND = /\u001B\]11;rgba?:([0-9a-f]+)\/([0-9a-f]+)\/([0-9a-f]+)/i
/** Brightness (Rec. 709 luma) from which on a background is light. */
const LIGHT_FROM = 0.5

/** Asks a terminal what it is, before anything else is drawn on it. Keys pressed meanwhile are lost. */
export function probeTerminal(
  input: ReadStream,
  output: WriteStream,
  clock: Clock,
): Promise<TerminalAnswers> {
  return new Promise((resolve) => {
    let heard = ''
    const finish = () => {
      cancel()
      input.off('data', take)
      input.setRawMode(false)
      input.pause()
      resolve({ light: isLight(heard) })
    }
    const take = (bytes: Buffer) => {
      heard += bytes.toString('latin1')
      if (FENCE.test(heard)) finish()
    }
    const cancel = clock.after(PATIENCE, finish)
    input.setRawMode(true)
    input.on('data', take)
    output.write(QUESTIONS)
  })
}

/** Whether the background that a terminal told is light. */
export function isLight(answer: string): boolean | null {
  const [, ...parts] = BACKGROUND.exec(answer) ?? []
  if (parts.length !== 3) return null
  // Each has as many hexadecimal digits as the terminal likes.
  const [red = 0, green = 0, blue = 0] = parts.map(
    (part) => Number.parseInt(part, 16) / (16 ** part.length - 1),
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue >= LIGHT_FROM
}
