import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { glyphsOf, widthOf } from '../../../src/tui/text/glyph.ts'
import { wrap } from '../../../src/tui/text/wrap.ts'
import { anyText } from '../../client/tui/hostile.ts'

function shown(text: string): string {
  return glyphsOf(text)
    .map((glyph) => glyph.text)
    .join('')
}

describe('wrap', () => {
  it('breaks at newlines and at spaces, which it drops', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrap('one two three', 8)).toEqual(['one two', 'three'])
    expect(wrap('a\n\nb', 9)).toEqual(['a', '', 'b'])
    expect(wrap('', 9)).toEqual([''])
  })

  it('breaks within a word longer than a row', () => {
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh'])
    expect(wrap('go abcdefgh', 4)).toEqual(['go', 'abcd', 'efgh'])
    expect(wrap('日本語', 5)).toEqual(['日本', '語'])
    // A glyph wider than the row is dropped.
    expect(wrap('a日b', 1)).toEqual(['a', 'b'])
    expect(wrap('w'.repeat(10_000), 80)).toHaveLength(125)
  })

  it('keeps every row within the width', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 90 }), (text, width) => {
        for (const row of wrap(text, width)) expect(widthOf(row)).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('drops only the spaces at breaks', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 90 }), (text, width) => {
        const whole = text.split('\n').map((paragraph) => shown(paragraph.replaceAll('\t', '    ')))
        const rest = (part: string) => part.replaceAll(' ', '')
        expect(rest(wrap(text, width).join(''))).toBe(rest(whole.join('')))
      }),
    )
  })
})
