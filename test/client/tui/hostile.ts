import fc from 'fast-check'

/** Names and texts that somebody may send to do harm, or whose letters are not one cell wide. */
export const hostileTexts = [
  '\u001B[31mred\u001B[2J',
  '\u001B]0;title\u0007after',
  '\u001B]52;c;Zm9v\u001B\\',
  '\u009B2Jeight bits',
  '\u202Eright to left\u2066',
  '日本語の名前',
  'a日b本',
  '👩‍👩‍👧‍👦 family',
  '🇩🇪👍🏽',
  'z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308a\u0489lgo',
  '\u0301mark first',
  '\u200Bnothing\u200D\uFEFF',
  '\u0600\u{1D173}format',
  '\uD800 half',
  'tab\tand\nline\r\nends',
  'x'.repeat(10_000),
  '字'.repeat(3_000),
  '',
  ' ',
] as const

/** Any text at all, with the hostile ones more often than chance would have them. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
)

/** Characters that a terminal would obey, or that would reorder what stands beside them. */
export const OBEYED = /[\p{Cc}\p{Cf}\p{Cs}]/u
