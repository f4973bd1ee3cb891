import { describe, expect, it } from 'vitest'
import { chooseTheme, NAME_COLORS, nameStyle, nameStyles } from '../../src/tui/theme.ts'

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

  it('differ within a recording as long as there are enough, and are those of the names where they can be', () => {
    const names = Array.from({ length: NAME_COLORS + 2 }, (_, i) => `Person ${i}`)
    const styles = nameStyles([...names, names[3]!])
    expect(styles.size).toBe(names.length)
    expect(new Set(names.slice(0, NAME_COLORS).map((name) => styles.get(name))).size).toBe(NAME_COLORS)
    expect(styles.get(names[0]!)).toBe(nameStyle(names[0]!))
  })

  it('give the same name the same style, and different names different ones', () => {
    expect(nameStyle('Ann')).toBe(nameStyle('ann'))
    const styles = ['Ann', 'Bo', 'Cy', 'Di', 'Ed', 'Flo', 'Gus', 'Hal'].map(nameStyle)
    expect(new Set(styles).size).toBeGreaterThan(3)
    expect(nameStyle('')).toMatch(/^name\d$/)
  })
})
