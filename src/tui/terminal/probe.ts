import type { ReadStream, WriteStream } from 'node:tty'
import type { Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/timeout.ts'

/** What a terminal says of itself when it is asked. */
export interface TerminalAnswers {
  /** Whether its background is light; null where it does not say. */
  readonly light: boolean | null
  /** Whether it shows pictures by kitty's protocol. */
  readonly kitty: boolean
  /** Whether it shows sixels. */
  readonly sixel: boolean
  /** Pixels of a cell; null where it does not say. */
  readonly cell: { readonly width: number; readonly height: number } | null
}

/** ms that a terminal may take to answer, over a slow line too. */
const PATIENCE = 300
/** Asks for the background (xterm, OSC 11) and the size of a cell (XTWINOPS 16). */
const QUESTIONS = '\u001B]11;?\u0007\u001B[16t'
/** Asks by a picture of one pixel whether kitty's protocol is known. */
const ASK_KITTY = '\u001B_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u001B\\'
/** Asks how large a sixel picture may be (XTSMGRAPHICS): all of the window, where xterm does not tell of its cells. */
const ASK_GRAPHICS = '\u001B[?2;1;0S'
/** Asks for what it is (DA1), which every terminal answers: a fence. */
const ASK_FENCE = '\u001B[c'
const FENCE = /\u001B\[\?([\d;]*)c/
const PICTURES_OK = /\u001B_Gi=31;OK/
const GRAPHICS = /\u001B\[\?2;0;(\d+);(\d+)S/
const CELL = /\u001B\[6;(\d+);(\d+)t/
/** What DA1 says of sixels. */
const SIXEL = '4'
const BACKGROUND = /\u001B\]11;rgba?:([0-9a-f]+)\/([0-9a-f]+)\/([0-9a-f]+)/i
/** Brightness (Rec. 709 luma) from which on a background is light. */
const LIGHT_FROM = 0.5

/**
 * Asks a terminal what it is, before anything else is drawn on it. Keys pressed meanwhile are lost.
 * @param pictures whether to ask for kitty's pictures; a terminal too simple for such questions would show them.
 */
export async function probeTerminal(
  input: ReadStream,
  output: WriteStream,
  clock: Clock,
  pictures: boolean,
): Promise<TerminalAnswers> {
  let heard = ''
  let take = (_: Buffer) => {}
  const fence = new Promise<void>((resolve) => {
    take = (bytes) => {
      heard += bytes.toString('latin1')
      if (FENCE.test(heard)) resolve()
    }
  })
  input.setRawMode(true)
  input.on('data', take)
  output.write(QUESTIONS + (pictures ? ASK_KITTY + ASK_GRAPHICS : '') + ASK_FENCE)
  await withTimeout(clock, PATIENCE, fence, () => {})
  input.off('data', take)
  input.setRawMode(false)
  input.pause()
  return answersIn(heard, output)
}

/** What a terminal of this size, in cells, said of itself. Pure. */
export function answersIn(
  heard: string,
  { columns, rows }: { columns: number; rows: number },
): TerminalAnswers {
  const [, attributes = ''] = FENCE.exec(heard) ?? []
  const [, wide = 0, high = 0] = (GRAPHICS.exec(heard) ?? []).map(Number)
  const [, height = Math.floor(high / rows), width = Math.floor(wide / columns)] = (
    CELL.exec(heard) ?? []
  ).map(Number)
  return {
    light: isLight(heard),
    kitty: PICTURES_OK.test(heard),
    sixel: attributes.split(';').slice(1).includes(SIXEL),
    cell: isCell(width) && isCell(height) ? { width, height } : null,
  }
}

/** Whether a cell can have so many pixels a side. */
function isCell(pixels: number): boolean {
  return pixels >= 2 && pixels <= 128
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
