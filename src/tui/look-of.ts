import { rawStdout } from '../lib/output.ts'
import { type Look, signsFor } from './look.ts'
import { type TerminalAbilities, terminalAbilities } from './terminal/terminal-abilities.ts'
import { chooseTheme, type ThemeName } from './theme.ts'

/** The appearance settings, and the background of the terminal. */
export interface LookChoice {
  readonly theme: 'auto' | ThemeName
  readonly colors: 'auto' | 'none' | '16' | '256' | 'truecolor'
  /** Whether the terminal's background is light; null if unknown. */
  readonly light: boolean | null
}

/** The abilities of the terminal of this process, with the colour setting applied. */
export function abilitiesOf(colors: LookChoice['colors']): TerminalAbilities {
  const { isTTY, columns, rows } = rawStdout()
  return terminalAbilities(process.env, { isTTY, columns, rows, platform: process.platform }, colors)
}

/** The look for the terminal of this process. */
export function lookOf({ theme, colors, light }: LookChoice): Look {
  const abilities = abilitiesOf(colors)
  const depth = abilities.colors === 'truecolor' ? 256 : abilities.colors
  const chosen = theme === 'auto' ? (light ? 'light' : 'dark') : theme
  return { theme: chooseTheme(chosen, depth), signs: signsFor(abilities.unicode), unicode: abilities.unicode }
}
