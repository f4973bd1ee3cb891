import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { glyphsOf, pad, truncate, widthOf } from '../../../src/tui/text/glyph.ts'
import { anyText, OBEYED } from '../../client/tui/hostile.ts'

describe('glyphs', () => {
  it('are one cell wide, and two for CJK and emoji', () => {
    expect(glyphsOf('a日👍').map(({ width }) => width)).toEqual([1, 2, 2])
    expect(widthOf('plain')).toBe(5)
    expect(widthOf('日本語')).toBe(6)
  })

  it('include at most four combining marks per letter', () => {
    expect(glyphsOf('e\u0301x')).toEqual([
      { text: 'e\u0301', width: 1 },
      { text: 'x', width: 1 },
    ])
    const zalgo = glyphsOf(`a${'\u0300'.repeat(500)}b`)
    expect(zalgo).toHaveLength(2)
    expect(zalgo[0]!.text).toHaveLength(5)
    expect(zalgo[1]).toEqual({ text: 'b', width: 1 })
  })

  it('start with a base character even when the text starts with a mark', () => {
    expect(glyphsOf('\u0301a')).toEqual([
      { text: '\u25CC\u0301', width: 1 },
      { text: 'a', width: 1 },
    ])
  })

  it('show the parts of a joined emoji side by side', () => {
    expect(glyphsOf('👩‍👧').map(({ text }) => text)).toEqual(['👩', '👧'])
    expect(glyphsOf('👍🏽').map(({ text }) => text)).toEqual(['👍'])
    expect(glyphsOf('❤️')).toHaveLength(1)
  })

  it('contain no control or zero-width characters', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const glyph of glyphsOf(text.toWellFormed())) expect(glyph.text).not.toMatch(OBEYED)
      }),
    )
  })
})

describe('truncate and pad', () => {
  it('keep a text that fits, and end a cut text with a mark', () => {
    expect(truncate('hello', 5)).toBe('hello')
    expect(truncate('hello!', 5)).toBe('hell…')
    expect(truncate('日本語', 5)).toBe('日本…')
    expect(truncate('日本語', 4)).toBe('日…')
    expect(truncate('hello', 0)).toBe('')
  })

  it('never exceed the width, and pad to it exactly', () => {
    fc.assert(
      fc.property(anyText, fc.nat(60), fc.constantFrom('left', 'right'), (text, width, side) => {
        expect(widthOf(truncate(text, width))).toBeLessThanOrEqual(width)
        expect(widthOf(pad(text, width, side))).toBe(width)
      }),
    )
  })
})
