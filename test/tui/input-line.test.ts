import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Edit, EMPTY_INPUT, edit, inputOf, insert, LONGEST_INPUT } from '../../src/tui/input-line.ts'
import { anyText } from '../client/tui/hostile.ts'

const changes: readonly Edit[] = [
  'left',
  'right',
  'word-left',
  'word-right',
  'home',
  'end',
  'backspace',
  'delete',
  'delete-word',
  'delete-to-start',
  'delete-to-end',
]

/** A line with `|` at its cursor. */
function marked(text: string) {
  const cursor = text.indexOf('|')
  return { text: text.replace('|', ''), cursor }
}

function edited(text: string, change: Edit): string {
  const line = edit(marked(text), change)
  return `${line.text.slice(0, line.cursor)}|${line.text.slice(line.cursor)}`
}

describe('an input line', () => {
  it('is edited as in a shell', () => {
    expect(edited('one two| three', 'left')).toBe('one tw|o three')
    expect(edited('one two| three', 'word-left')).toBe('one |two three')
    expect(edited('one two| three', 'word-right')).toBe('one two three|')
    expect(edited('one two| three', 'backspace')).toBe('one tw| three')
    expect(edited('one two| three', 'delete')).toBe('one two|three')
    expect(edited('one two| three', 'delete-word')).toBe('one | three')
    expect(edited('one two| three', 'delete-to-start')).toBe('| three')
    expect(edited('one two| three', 'delete-to-end')).toBe('one two|')
    expect(edited('|one', 'left')).toBe('|one')
    expect(edited('|one', 'backspace')).toBe('|one')
    expect(edited('one|', 'delete')).toBe('one|')
  })

  it('treats a grapheme cluster as one character', () => {
    expect(edited('a👩‍👧|', 'backspace')).toBe('a|')
    expect(edited('e\u0301|x', 'left')).toBe('|e\u0301x')
    expect(edited('|🇩🇪x', 'right')).toBe('🇩🇪|x')
  })

  it('keeps its cursor within the text and between code points', () => {
    const step = fc.oneof(fc.constantFrom(...changes), anyText)
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let line = EMPTY_INPUT
        for (const one of steps) {
          line = (changes as readonly string[]).includes(one) ? edit(line, one as Edit) : insert(line, one)
          expect(line.cursor).toBeGreaterThanOrEqual(0)
          expect(line.cursor).toBeLessThanOrEqual(line.text.length)
          expect(line.text.length).toBeLessThanOrEqual(LONGEST_INPUT)
          expect(line.text.isWellFormed()).toBe(true)
          expect(line.text.slice(0, line.cursor).isWellFormed()).toBe(true)
        }
      }),
    )
  })

  it('goes back by the clusters of the whole text, wherever they begin', () => {
    const parts = fc.constantFrom('a', 'é', 'e\u0301', '👩‍👧', '🇩🇪', '\r\n', '\n', '漢', ' ', '👍🏽')
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40 }), (clusters) => {
        let line = inputOf(clusters.join(''))
        const whole = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line.text)
        for (const { index } of [...whole].reverse()) {
          line = edit(line, 'left')
          expect(line.cursor).toBe(index)
        }
      }),
    )
  })

  it('takes a paste of many lines, and none that is longer than a line may be', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${i} ${'x'.repeat(400)}`).join('\n')
    expect(insert(inputOf('a'), lines).text).toBe(`a${lines}`)
    expect(insert(inputOf('a'), 'x'.repeat(LONGEST_INPUT))).toEqual(inputOf('a'))
  })

  it('is restored by the opposite edit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(edit(insert(inputOf('before '), text), 'delete-to-start')).toEqual(EMPTY_INPUT)
      }),
    )
  })
})
