import { describe, expect, it } from 'vitest'
import { chooseTheme, nameStyle } from '../../src/tui/theme.ts'

describe('themes', () => {
  it('have no colours on a monochrome terminal', () => {
    for (const name of ['dark', 'light'] as const) {
      for (const style of Object.values(chooseTheme(name, 'none'))) {
        expect(style.fg ?? null).toBeNull()
        expect(style.bg ?? null).toBeNull()
      }
    }
  })

  it('use bold, underline and inverse without colours', () => {
    const mono = chooseTheme('dark', 'none')
    for (const name of ['recording', 'mention', 'error', 'selected', 'talking', 'unread'] as const) {
      expect(mono[name]).not.toEqual({})
    }
  })

  it('use only the first 16 colours on a 16-colour terminal', () => {
    for (const name of ['dark', 'light'] as const) {
      for (const [style, { fg, bg }] of Object.entries(chooseTheme(name, 16))) {
        expect([style, (fg ?? 0) < 16 && (bg ?? 0) < 16]).toEqual([style, true])
      }
    }
  })

  it('give the same name the same style, and different names different ones', () => {
    expect(nameStyle('Ann')).toBe(nameStyle('ann'))
    const styles = ['Ann', 'Bo', 'Cy', 'Di', 'Ed', 'Flo', 'Gus', 'Hal'].map(nameStyle)
    expect(new Set(styles).size).toBeGreaterThan(3)
    expect(nameStyle('')).toMatch(/^name\d$/)
  })
})
