/** A place in a text, as editors count: from 1. The column counts UTF-16 units. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Where the character at that offset stands. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
