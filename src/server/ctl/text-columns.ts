import { eastAsianWidth } from 'get-east-asian-width'

/** Formats rows below their headings, in columns as wide as the widest cell in terminal cells. */
export function columns(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [heads, ...rows]
  const widths = heads.map((_, column) => all.reduce((widest, row) => Math.max(widest, width(row[column] ?? '')), 0))
  return all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(widths[column]! - width(cell)))
      .join('  ')
      .trimEnd(),
  )
}

function width(text: string): number {
  return [...text].reduce((cells, letter) => cells + eastAsianWidth(letter.codePointAt(0)!), 0)
}
