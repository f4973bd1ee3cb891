import { describe, expect, it } from 'vitest'
import { hueOf, initialsOf } from '../../../src/web/state/person-mark.ts'

describe('the mark of a person', () => {
  it.each([
    ['Ann', 'A'],
    ['Ann Lee', 'AL'],
    ['ann marie lee', 'AM'],
    ['  Bo  ', 'B'],
    ['éric', 'É'],
    ['日本 太郎', '日太'],
    ['👩‍👩‍👧 family', '👩‍👩‍👧F'],
    ['', ''],
  ])('has the initials of %j: %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials)
  })

  it('has hues of at least 15 degrees apart for the first dozen of people', () => {
    const hues = Array.from({ length: 12 }, (_, i) => hueOf(i + 1)).sort((a, b) => a - b)
    const gaps = hues.map((hue, i) => (i === 0 ? hue + 360 - hues.at(-1)! : hue - hues[i - 1]!))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(15)
  })
})

it('takes the initials of a very long name without segmenting all of it', () => {
  // Segmented as a whole, it takes gigabytes.
  expect(initialsOf(`${'é'.repeat(70_000)} Bo`)).toBe('É')
})
