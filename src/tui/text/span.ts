import type { Intent } from '../../client/tui/intent.ts'
import type { StyleName } from '../theme.ts'
import { truncate, widthOf } from './glyph.ts'

/** A piece of a line that looks one way, and what a click on it does. */
export interface Span {
  readonly text: string
  readonly style: StyleName
  readonly click?: Intent
}

/** One line of the screen. */
export interface Line {
  readonly spans: readonly Span[]
  /** What fills the line and lies below its spans. */
  readonly base?: StyleName
  /** What a click anywhere else on it does. */
  readonly click?: Intent
}

export const EMPTY_LINE: Line = { spans: [] }

/** A span; plain where no style is named. */
export function span(text: string, style: StyleName = 'text', click?: Intent): Span {
  return click ? { text, style, click } : { text, style }
}

/** A line of one style. */
export function line(text: string, style: StyleName = 'text'): Line {
  return { spans: [span(text, style)] }
}

export function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + widthOf(text), 0)
}

/** Spans cut to so many cells. */
export function truncateSpans(spans: readonly Span[], width: number): Span[] {
  const out: Span[] = []
  let left = width
  for (const one of spans) {
    if (left <= 0) break
    const text = truncate(one.text, left)
    out.push(text === one.text ? one : { ...one, text })
    left -= widthOf(text)
    if (text !== one.text) break
  }
  return out
}

/** Two groups of spans at the ends of a line; where both do not fit, the left one is cut. */
export function justify(left: readonly Span[], right: readonly Span[], width: number): Span[] {
  const rightWidth = spansWidth(right)
  if (rightWidth >= width) return truncateSpans(left, width)
  const kept = truncateSpans(left, width - rightWidth - (rightWidth > 0 ? 1 : 0))
  const gap = width - rightWidth - spansWidth(kept)
  return [...kept, span(' '.repeat(Math.max(0, gap))), ...right]
}
