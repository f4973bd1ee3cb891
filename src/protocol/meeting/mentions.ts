const INSIDE_A_WORD = /[\p{L}\p{N}_]/u

/**
 * Whether a text contains a name as a whole word, with or without `@`, ignoring case. Both may be of any length and
 * hold any characters, for they come from the network.
 */
export function mentions(text: string, name: string): boolean {
  if (!name) return false
  const words = text.toLowerCase()
  const wanted = name.toLowerCase()
  for (let at = words.indexOf(wanted); at >= 0; at = words.indexOf(wanted, at + 1)) {
    if (!continues(lastCharacter(words.slice(Math.max(0, at - 2), at))) && !continues(words.slice(at + wanted.length)))
      return true
  }
  return false
}

const continues = (rest: string | undefined): boolean => {
  const next = rest?.codePointAt(0)
  return next !== undefined && INSIDE_A_WORD.test(String.fromCodePoint(next))
}

const lastCharacter = (text: string): string | undefined => [...text].at(-1)
