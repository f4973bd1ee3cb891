import type { Style } from '../theme.ts'

/** blessed's number for the terminal's own colour. */
const OWN_COLOR = 0x1ff
const BOLD = 1
const UNDERLINE = 2
const INVERSE = 8

const known = new WeakMap<Style, number>()

/** A style as blessed keeps it in a cell: flags from bit 18 on, foreground from bit 9 on, background below. */
export function attributeOf(style: Style): number {
  let attribute = known.get(style)
  if (attribute === undefined) {
    const flags = (style.bold ? BOLD : 0) | (style.underline ? UNDERLINE : 0) | (style.inverse ? INVERSE : 0)
    attribute = (flags << 18) | ((style.fg ?? OWN_COLOR) << 9) | (style.bg ?? OWN_COLOR)
    known.set(style, attribute)
  }
  return attribute
}
