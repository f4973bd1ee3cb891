import type { ReadStream, WriteStream } from 'node:tty'
import type { Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/timeout.ts'

/** The replies of a terminal to queries about its abilities. */
export interface TerminalAnswers {
  /** Whether its background is light; null if unknown. */
  readonly light: boolean | null
  /** Whether it supports the kitty graphics protocol. */
  readonly kitty: boolean
  /** Whether it supports sixel graphics. */
  readonly sixel: boolean
  /** Size of a cell in pixels; null if unknown. */
  readonly cell: { readonly width: number; readonly height: number } | null
}

/** ms to wait for replies, also over a slow connection. */
const TIMEOUT_MS = 300
/** Queries the background colour (xterm, OSC 11) and the cell size (XTWINOPS 16). */
const QUERIES = '\u001B]11;?\u0007\u001B[16t'
/** Queries the kitty graphics protocol with a one-pixel picture. */
const ASK_KITTY = '\u001B_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u001B\\'
/** Queries the maximum sixel size (XTSMGRAPHICS), the window size when xterm does not report its cell size. */
const ASK_GRAPHICS = '\u001B[?2;1;0S'
/** Queries the device attributes (DA1), which every terminal answers: the reply marks the end. */
const ASK_FENCE = '\u001B[c'
const FENCE = /\u001B\[\?([\d;]*)c/
const PICTURES_OK = /\u001B_Gi=31;OK/
const GRAPHICS = /\u001B\[\?2;0;(\d+);(\d+)S/
const CELL = /\u001B\[6;(\d+);(\d+)t/
/** The DA1 attribute for sixel graphics. */
const SIXEL = '4'
const BACKGROUND = /\u001B\]11;rgba?:([0-9a-f]+)\/([0-9a-f]+)\/([0-9a-f]+)/i
/** Minimum luma (Rec. 709) of a light background. */
const LIGHT_FROM = 0.5

/**
 * Queries the abilities of a terminal, before anything is drawn. Keys pressed during the query are lost.
 * @param pictures whether to query graphics protocols; very simple terminals would print those queries
 */
export async function probeTerminal(
  input: ReadStream,
  output: WriteStream,
  clock: Clock,
  pictures: boolean,
): Promise<TerminalAnswers> {
  let replies = ''
  let take = (_: Buffer) => {}
  const fence = new Promise<void>((resolve) => {
    take = (bytes) => {
      replies += bytes.toString('latin1')
      if (FENCE.test(replies)) resolve()
    }
  })
  input.setRawMode(true)
  input.on('data', take)
  output.write(QUERIES + (pictures ? ASK_KITTY + ASK_GRAPHICS : '') + ASK_FENCE)
  await withTimeout(clock, TIMEOUT_MS, fence, () => {})
  input.off('data', take)
  input.setRawMode(false)
  input.pause()
  return answersIn(replies, output)
}

/** Parses the replies of a terminal with this size in cells. Pure. */
export function answersIn(replies: string, { columns, rows }: { columns: number; rows: number }): TerminalAnswers {
  const [, attributes = ''] = FENCE.exec(replies) ?? []
  const [, wide = 0, high = 0] = (GRAPHICS.exec(replies) ?? []).map(Number)
  const [, height = Math.floor(high / rows), width = Math.floor(wide / columns)] = (CELL.exec(replies) ?? []).map(
    Number,
  )
  return {
    light: isLight(replies),
    kitty: PICTURES_OK.test(replies),
    sixel: attributes.split(';').slice(1).includes(SIXEL),
    cell: isCell(width) && isCell(height) ? { width, height } : null,
  }
}

/** Whether a cell size in pixels is plausible. */
function isCell(pixels: number): boolean {
  return pixels >= 2 && pixels <= 128
}

/** Whether the reported background is light; null without a report. */
export function isLight(answer: string): boolean | null {
  const [, ...parts] = BACKGROUND.exec(answer) ?? []
  if (parts.length !== 3) return null
  // The number of hexadecimal digits per component varies.
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Number.parseInt(part, 16) / (16 ** part.length - 1))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue >= LIGHT_FROM
}
