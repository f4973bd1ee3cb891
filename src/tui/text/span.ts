import type { SceneIntent } from '../overlay-state.ts'
import type { StyleName } from '../theme.ts'
import { truncate, widthOf } from './glyph.ts'

/** A piece of a line with one style, and its click action. */
export interface Span<Click = SceneIntent> {
  readonly text: string
  readonly style: StyleName
  readonly click?: Click
}

/** One line of the screen. */
export interface Line<Click = SceneIntent> {
  readonly spans: readonly Span<Click>[]
  /** Background style of the whole line. */
  readonly base?: StyleName
  /** Click action of the rest of the line. */
  readonly click?: Click
}

export const EMPTY_LINE: Line<never> = { spans: [] }

/** Creates a span; the default style is plain text. */
export function span<const Click = never>(text: string, style: StyleName = 'text', click?: Click): Span<Click> {
  return click ? { text, style, click } : { text, style }
}

/** Creates a line with one style. */
export function line(text: string, style: StyleName = 'text'): Line<never> {
  return { spans: [span(text, style)] }
}

export function spansWidth(spans: readonly Span<unknown>[]): number {
  return spans.reduce((sum, { text }) => sum + widthOf(text), 0)
}

/** Cuts spans to `width` cells. */
export function truncateSpans<Click>(spans: readonly Span<Click>[], width: number): Span<Click>[] {
  const out: Span<Click>[] = []
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

/** Aligns two groups of spans at the ends of a line; the left group is cut when both do not fit. */
export function justify<Click>(
  left: readonly Span<Click>[],
  right: readonly Span<Click>[],
  width: number,
): Span<Click>[] {
  const rightWidth = spansWidth(right)
  if (rightWidth >= width) return truncateSpans(left, width)
  const kept = truncateSpans(left, width - rightWidth - (rightWidth > 0 ? 1 : 0))
  const gap = width - rightWidth - spansWidth(kept)
  return [...kept, span(' '.repeat(Math.max(0, gap))), ...right]
}
