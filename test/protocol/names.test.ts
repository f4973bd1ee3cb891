import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { limits } from '../../src/protocol/limits.ts'
import { cleanName, likenessKeys, resemblesReserved } from '../../src/protocol/names.ts'

/** Whether two names look the same to a person. */
function alike(one: string, other: string): boolean {
  const keys = likenessKeys(other)
  return likenessKeys(one).some((key, i) => key === keys[i])
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('a', 'I', ' ', '\u200B', '\u202E', '❤', '\uFE0F', '\u0301', '🎧'), maxLength: 40 }),
)

describe('a clean name', () => {
  it.each([
    ['Ann', 'Ann'],
    ['  Ann Bo \t', 'Ann Bo'],
    ['Ａｎｎ', 'Ann'],
    ['Jose\u0301', 'José'],
    ['世界', '世界'],
    ['🎧 room', '🎧 room'],
    ['❤️', '❤'],
    ['x'.repeat(limits.name), 'x'.repeat(limits.name)],
    ['🎧'.repeat(limits.name), '🎧'.repeat(limits.name)],
    ['❤︎', '❤'],
    ['ℹ️ desk', 'i desk'],
    ['👩\u200D💻 Ann', '👩\u200D💻 Ann'],
    ['👨\u200D👩\u200D👧', '👨\u200D👩\u200D👧'],
    ['❤\u200D🔥', '❤️\u200D🔥'],
    ['❤️\u200D🔥', '❤️\u200D🔥'],
    ['🏳️\u200D🌈', '🏳️\u200D🌈'],
    [
      '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
      '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
    ],
    ['1\uFE0F\u20E3', '1\uFE0F\u20E3'],
    ['می\u200Cخواهم', 'می\u200Cخواهم'],
    ['نامه\u200Cای', 'نامه\u200Cای'],
    ['ශ්\u200Dරී', 'ශ්\u200Dරී'],
    ['क्\u200Cष', 'क्\u200Cष'],
    ['ന്\u200D', 'ന്\u200D'],
    ['Nguyễn Thị', 'Nguyễn Thị'],
    ['שָׁלוֹם', 'שָׁלוֹם'.normalize('NFKC')],
    ['མཆོད་རྟེན', 'མཆོད་རྟེན'],
    ['မြန်မာ', 'မြန်မာ'],
  ])('of %j is %j', (text, name) => expect(cleanName(text)).toBe(name))

  it.each([
    ['nothing', ''],
    ['blanks only', ' \u3000\t'],
    ['33 code points', 'x'.repeat(limits.name + 1)],
    ['33 code points only once they are taken apart', 'ﬃ'.repeat(11)],
    ['an escape', 'A\u001B[31mnn'],
    ['a line end', 'A\nB'],
    ['a line separator', 'A\u2028B'],
    ['a zero-width space', 'A\u200Bnn'],
    ['a zero-width joiner', 'A\u200Dnn'],
    ['a soft hyphen', 'A\u00ADnn'],
    ['a bidi override', 'A\u202Enn'],
    ['a byte order mark within', 'A\uFEFFnn'],
    ['a Hangul filler', '\u3164'],
    ['a blank braille cell', '\u2800'],
    ['an unassigned character', 'A\u0378'],
    ['a private character', 'A\uE000'],
    ['a lone surrogate', 'A\uD83D'],
    ['a tag', 'A\u{E0041}'],
    ['a style selector on a letter', 'A\uFE0F'],
    ['a combining mark alone', '\u0301'],
    ['combining marks alone', '\u0301\u0489\u20E3'],
    ['a combining mark after a space', 'A \u0301'],
    ['a vowel sign alone', '\u093E'],
    ['a mark of another script on a Latin letter', 'Ann\u1A60'],
    ['marks piled up', 'A\u0316\u0317\u0318\u0319\u031C'],
    ['a musical symbol without a glyph', '\u{1D159}'],
    ['a symbol without a glyph beside letters', 'Ann\u{1D159}'],
    ['a blank Egyptian hieroglyph', '\u{13441}'],
    ['the mark of a missing object', '\uFFFC'],
    ['a joiner after a letter that joins with nothing', 'ا\u200Cب'],
    ['a non-joiner at the end', 'می\u200C'],
    ['two joiners in a row', 'क्\u200D\u200Dष'],
    ['a non-joiner between Latin letters', 'A\u200Cnn'],
    ['an emoji joined with a letter', '👩\u200DA'],
    ['emoji that Unicode does not join', '🎧\u200D🎧'],
    ['an emoji with a joiner at the end', '👩\u200D'],
    ['tags that name no flag', '🏴\u{E0067}\u{E007F}'],
  ])('is rejected for %s', (_, text) => expect(cleanName(text)).toBeNull())

  it('is unchanged when cleaned again, fits, and has no hidden characters', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = cleanName(text)
        if (name === null) return
        expect(cleanName(name)).toBe(name)
        expect([...name].length).toBeLessThanOrEqual(limits.name)
        const plain = name.replace(/(?<=\p{Emoji}\uFE0F?)\u200D(?=\p{Emoji})|(?<=\p{Emoji})\uFE0F/gu, '')
        expect(plain).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u)
      }),
      { numRuns: 1000 },
    )
  })

  it('is rejected without normalizing when the text is far too long', () => {
    const hostile = `a${'\u0301\u0316'.repeat(16_000)}`
    const normalize = vi.spyOn(String.prototype, 'normalize')
    expect(cleanName(hostile)).toBeNull()
    expect(normalize).not.toHaveBeenCalled()
    normalize.mockRestore()
  })
})

describe('names that look the same', () => {
  it.each([
    ['case', 'Ann', 'aNN'],
    ['sharp s and its capitals', 'Straße', 'STRASSE'],
    ['sharp s and its own capital', 'Straße', 'STRAẞE'],
    ['I and l', 'Il', 'll'],
    ['0 and O', 'B0b', 'BOb'],
    ['rn and m', 'rnartin', 'martin'],
    ['Cyrillic a', 'P\u0430t', 'Pat'],
    ['Cyrillic word and its capitals', 'сос', 'COC'],
    ['Greek capitals', 'ΑΝΝ', 'ANN'],
    ['spaces more or fewer', 'Ann  Bo', 'Ann Bo'],
    ['a space of another kind', 'Ann\u1680Bo', 'Ann Bo'],
    ['letters with their accents', 'Jos\u00E9', 'JOSÉ'],
    ['a full stop at the end', 'Ann', 'Ann.'],
    ['quotes around it', 'Ann', '“Ann”'],
    ['small capitals', 'Ann', 'ᴀɴɴ'],
    ['letters in squares', 'Ann', '🅰🅽🅽'],
    ['vv and w', 'wow', 'vvow'],
    ['a second dot on the i', 'ilker', 'i\u0307lker'],
    ['a non-joiner left out', 'می\u200Cخواهم', 'میخواهم'],
    ['a letter that Unicode added in 2021', 'Stra\uA7D6e', 'Straße'],
    ['an Armenian letter', 'Bo', 'Bօ'],
    ['Lisu letters', 'ANN', 'ꓮꓠꓠ'],
  ])('by %s conflict: %s, %s', (_, one, other) => expect(alike(one, other)).toBe(true))

  it.each([
    ['Ann', 'Anna'],
    ['Al', 'Ai'],
    ['User000001', 'User000002'],
    ['User000001', 'User000010'],
    ['José', 'Jose'],
    ['Ann Bo', 'AnnBo'],
    ['世', '界'],
  ])('do not include %s and %s', (one, other) => expect(alike(one, other)).toBe(false))

  it('include each name in upper and in lower case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }), (text) => {
        const name = cleanName(text)
        if (name === null) return
        for (const other of [cleanName(name.toUpperCase()), cleanName(name.toLowerCase())]) {
          if (other !== null) expect(alike(name, other), `${name} ${other}`).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a name that resembles a reserved one', () => {
  it.each([
    ...['Server', 'server.', '[Server]', 'S.e.r.v.e.r', 'Ser ver', 'Server 2', '★Server★', '-Server-', 'Ѕеrvеr'],
    ...['ꜱᴇʀᴠᴇʀ', '🆂🅴🆁🆅🅴🆁', 'Sérver', 'ＳＥＲＶＥＲ', 'Server\u0307'],
  ])('is %s', (text) => expect(resemblesReserved(cleanName(text)!, 'Server')).toBe(true))

  it.each(['Observer', 'Serverus', 'Serve', 'Sever', '2'])('is not %s', (text) =>
    expect(resemblesReserved(text, 'Server')).toBe(false),
  )
})
