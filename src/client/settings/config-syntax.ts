import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'

/** What the codes of the parser mean for a person. */
const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is no JSON; text stands in double quotes',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'the name of a setting in double quotes is missing here',
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing before this',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'a closing brace } is missing here',
  CloseBracketExpected: 'a closing bracket ] is missing here',
  EndOfFileExpected: 'nothing may follow the closing brace',
  UnexpectedEndOfComment: 'a comment does not end',
  UnexpectedEndOfString: 'a closing quotation mark is missing here',
  InvalidEscapeCharacter: 'no such character can follow a backslash',
  InvalidCharacter: 'a control character stands in a text',
}

/** What the parser refused, in words, and where. */
export interface SyntaxMistake {
  readonly offset: number
  readonly message: string
}

/**
 * Reads JSON with comments and trailing commas.
 * @returns the tree, as far as it could be read, and the first mistake, which the others follow from
 */
export function readTree(text: string): { root: Node | undefined; mistake: SyntaxMistake | null } {
  const errors: ParseError[] = []
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true })
    const [first] = errors
    return { root, mistake: first ? { offset: first.offset, message: wordsFor(first) } : null }
  } catch {
    // The parser calls itself for what lies within, and the stack is finite.
    return { root: undefined, mistake: { offset: 0, message: 'it is nested too deeply' } }
  }
}

function wordsFor({ error }: ParseError): string {
  return WORDS[printParseErrorCode(error)] ?? 'this is no JSON'
}
