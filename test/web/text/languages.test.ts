import { describe, expect, it } from 'vitest'
import { languageOf, languages } from '../../../src/web/text/languages.ts'

describe('the language of the page', () => {
  it.each([
    [null, ['de-AT', 'en'], 'de'],
    [null, ['fr', 'de'], 'de'],
    [null, ['fr'], 'en'],
    [null, [], 'en'],
    ['en', ['de'], 'en'],
  ] as const)('with %j chosen, in a browser that prefers %j, is %s', (chosen, preferred, language) => {
    expect(languageOf(chosen, preferred)).toBe(language)
  })

  it('has a text for each English one, and leaves none empty', () => {
    const [english, german] = [languages.en, languages.de].map((phrases) => Object.keys(phrases).sort())
    expect(german).toEqual(english)
    for (const phrases of Object.values(languages)) {
      expect(Object.values(phrases).filter((phrase) => phrase === '')).toEqual([])
    }
  })
})
