const LINE_ENDS = /\r\n?|[\u2028\u2029\u0085]/g
/**
 * What a terminal would obey (ECMA-48, section 5): control sequences, control strings (titles, links, clipboard,
 * device control) and other escapes, in 7 and 8 bits. A string that does not end is taken to the end of its line.
 */
const ESCAPES = new RegExp(
  [
    /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]?/,
    /(?:\u001B[PX\]^_]|[\u0090\u0098\u009D-\u009F])[^\u0007\u0018\u001A\u001B\u009C\n]*(?:\u0007|\u001B\\|\u009C)?/,
    /\u001B[ -/]*[0-~]?/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)
/** C0 and C1 controls except newline and tab. */
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g
/** Controls that reorder adjacent text (Unicode Bidirectional Algorithm, UAX #9). */
const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g
/** Invisible characters that join nothing. */
const INVISIBLE = /[\u00AD\u200B\u2060-\u2064\u206A-\u206F\uFEFF\uFFF9-\uFFFB]/g

/**
 * Text from the network as it may be shown: escape sequences, control characters (but newline and tab), bidi
 * controls and invisible marks are taken out, lone surrogates become U+FFFD.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(LINE_ENDS, '\n')
    .replace(ESCAPES, '')
    .replace(CONTROLS, '')
    .replace(BIDI, '')
    .replace(INVISIBLE, '')
}

/** The same on one line: newlines and tabs become spaces. For logs, names and status lines. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/[\n\t]/g, ' ')
}

/** Characters that are legal in JSON, and that a terminal or a line splitter would act on. */
const UNSAFE_IN_JSON = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g

/** The same JSON with escapes for characters that a terminal or a line splitter would act on. */
export function safeJson(json: string): string {
  return json.replace(UNSAFE_IN_JSON, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Characters of a label, where its user sets no other limit. */
const LONGEST_LABEL = 200

/**
 * Text of the system or of another program as a short label: one line, with a single space for each run of spaces,
 * unassigned and invisible characters.
 * @param longest code points that are kept
 */
export function cleanLabel(text: string, longest = LONGEST_LABEL): string {
  const plain = cleanLine(text)
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
  return [...plain].slice(0, longest).join('')
}
