import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { justify, span, spansWidth, truncateSpans } from '../../../src/tui/text/span.ts'
import { anyText } from '../../client/tui/hostile.ts'

const spans = fc.array(
  anyText.map((text) => span(text)),
  { maxLength: 4 },
)

describe('spans', () => {
  it('are truncated with their style and click action', () => {
    const click = { do: 'submit' } as const
    expect(truncateSpans([span('abc', 'key', click), span('defg', 'dim')], 5)).toEqual([
      span('abc', 'key', click),
      span('d…', 'dim'),
    ])
    expect(truncateSpans([span('abc', 'key', click)], 2)).toEqual([span('a…', 'key', click)])
  })

  it('are justified at both ends of a line, cutting the left group', () => {
    const text = (width: number) =>
      justify([span('left side')], [span('right')], width)
        .map((one) => one.text)
        .join('')
    expect(text(16)).toBe('left side  right')
    expect(text(12)).toBe('left … right')
    expect(text(5)).toBe('left…')
  })

  it('never exceed the width', () => {
    fc.assert(
      fc.property(spans, spans, fc.nat(100), (left, right, width) => {
        expect(spansWidth(truncateSpans(left, width))).toBeLessThanOrEqual(width)
        expect(spansWidth(justify(left, right, width))).toBeLessThanOrEqual(width)
      }),
    )
  })
})
