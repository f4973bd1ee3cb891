import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLabel, cleanLine, cleanText } from '../../src/lib/text.ts'

/** Controls but newline and tab, bidi controls, surrogates on their own. */
const FORBIDDEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uD800-\uDFFF]/u

/** Text with what is dangerous in it, often in the middle of something dangerous. */
const hostile = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom('\u001B', '\u009B', '\u009D', '[', ']', '31m', ';', '\u0007', '\\', '\u009C'),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom('\u202E', '\u200B', '\r', '\n', '\t', '\u0085', '\uD83D', '\uDE00', '\u0000'),
      },
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''))

describe('clean text', () => {
  it.each([
    ['plain', 'grüße, 世界\n\tand a tab', 'grüße, 世界\n\tand a tab'],
    ['emoji with their joiners', '👩‍💻 ❤️', '👩‍💻 ❤️'],
    ['letters whose meaning hangs on a joiner', 'می‌خواهم', 'می‌خواهم'],
    ['colours', 'a\u001B[31mb\u001B[0mc', 'abc'],
    ['colours with colons', 'a\u001B[38:2::1:2:3mb', 'ab'],
    ['colours in 8 bits', 'a\u009B31mb', 'ab'],
    ['private modes', 'a\u001B[?1049hb', 'ab'],
    ['sequences with an intermediate', 'a\u001B[2 qb\u001B(Bc', 'abc'],
    ['a reset', 'a\u001Bcb\u001B7c', 'abc'],
    ['a title ended by BEL', 'a\u001B]0;owned\u0007b', 'ab'],
    ['a title ended by ST', 'a\u001B]0;owned\u001B\\b', 'ab'],
    ['a title in 8 bits', 'a\u009D0;owned\u009Cb', 'ab'],
    ['a link', '\u001B]8;;http://e.x/\u001B\\text\u001B]8;;\u001B\\', 'text'],
    ['a link with parameters', '\u001B]8;id=1:a;file:///etc\u0007text\u001B]8;;\u0007', 'text'],
    ['the clipboard', 'a\u001B]52;c;aGVsbG8=\u0007b', 'ab'],
    ['device control', 'a\u001BP1;2q#0~~\u001B\\b', 'ab'],
    ['a privacy message', 'a\u001B^secret\u001B\\b', 'ab'],
    ['an application command', 'a\u001B_Gf=24;AAAA\u001B\\b', 'ab'],
    ['an unterminated sequence', 'a\u001B[31', 'a'],
    ['an unterminated string, to the end of its line', 'a\u001B]0;never\nb', 'a\nb'],
    ['an escape at the end', 'a\u001B', 'a'],
    ['escapes within an escape', 'a\u001B\u001B[31mb', 'ab'],
    ['C0 controls', 'a\u0000\u0007\u0008b\u007F', 'ab'],
    ['C1 controls', 'a\u0080\u0091b', 'ab'],
    ['bidi controls', 'abc\u202Etxt.exe\u2066\u200F', 'abctxt.exe'],
    ['zero-width marks', 'a\u200Bb\uFEFFc\u2060d\u00ADe', 'abcde'],
    ['lone surrogates', 'a\uD83Db\uDE00', 'a\uFFFDb\uFFFD'],
    ['all kinds of line ends', 'a\r\nb\rc\u2028d\u2029e\u0085f', 'a\nb\nc\nd\ne\nf'],
  ])('of %s', (_, text, clean) => expect(cleanText(text)).toBe(clean))

  it('never holds a forbidden character, and is clean already', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const clean = cleanText(text)
        expect(clean).not.toMatch(FORBIDDEN)
        expect(cleanText(clean)).toBe(clean)
      }),
      { numRuns: 2000 },
    )
  })

  it('is unchanged when it contains nothing dangerous', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(cleanText(text)).toBe(text)
      }),
    )
  })

  it('takes linear time', () => {
    for (const unit of ['\u001B]', '\u001B[0;', '\u001B[ ', '\u009D']) {
      expect(cleanText(unit.repeat(200_000))).not.toMatch(FORBIDDEN)
    }
  })
})

describe('a clean line', () => {
  it('is one line', () => {
    expect(cleanLine('a\nb\tc\r\nd\u2028e')).toBe('a b c d e')
    fc.assert(
      fc.property(hostile, (text) => {
        expect(cleanLine(text)).not.toMatch(/[\n\t]/)
      }),
    )
  })
})

describe('cleanLabel', () => {
  it('keeps one line without escape sequences, with single spaces, and cuts it by code points', () => {
    expect(cleanLabel(' USB\u001b[31m\n\u00a0 Head\u0000set\ue000 x ')).toBe('USB Headset x')
    expect(cleanLabel('🎤'.repeat(300))).toBe('🎤'.repeat(200))
    expect(cleanLabel('abc', 2)).toBe('ab')
  })
})
