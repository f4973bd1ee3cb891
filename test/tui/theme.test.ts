import { describe, expect, it } from 'vitest'
import { chooseTheme, nameStyle } from '../../src/tui/theme.ts'

describe('a theme', () => {
  it('has no colours where the terminal has none', () => {
    for (const name of ['dark', 'light'] as const) {
      for (const style of Object.values(chooseTheme(name, 'none'))) {
        expect(style.fg ?? null).toBeNull()
        expect(style.bg ?? null).toBeNull()
      }
    }
  })

  it('still marks without colours what must be seen', () => {
    const mono = chooseTheme('dark', 'none')
    for (const name of ['recording', 'mention', 'error', 'selected', 'talking', 'unread'] as const) {
      expect(mono[name]).not.toEqual({})
    }
  })

  it('keeps to the first 16 colours where there are no more', () => {
    for (const name of ['dark', 'light'] as const) {
      for (const [style, { fg, bg }] of Object.entries(chooseTheme(name, 16))) {
        expect([style, (fg ?? 0) < 16 && (bg ?? 0) < 16]).toEqual([style, true])
      }
    }
  })

  it('gives a name the same style wherever it stands, and names different ones', () => {
    expect(nameStyle('Ann')).toBe(nameStyle('ann'))
    const styles = ['Ann', 'Bo', 'Cy', 'Di', 'Ed', 'Flo', 'Gus', 'Hal'].map(nameStyle)
    expect(new Set(styles).size).toBeGreaterThan(3)
    expect(nameStyle('')).toMatch(/^name\d$/)
  })
})
