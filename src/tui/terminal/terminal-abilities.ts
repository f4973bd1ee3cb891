import { stdout } from '../../lib/output.ts'

type Environment = Readonly<Record<string, string | undefined>>

export type Colors = 'none' | 16 | 256 | 'truecolor'

/** The standard output as the process sees it, with the platform. */
export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  readonly platform: NodeJS.Platform
}

/** The abilities of a terminal. */
export interface TerminalAbilities {
  /** The value of `TERM`; may be empty. */
  readonly kind: string
  /** Whether cursor addressing works: not in a pipe, a file or a dumb terminal. */
  readonly fullScreen: boolean
  readonly colors: Colors
  /** Whether it shows characters beyond ASCII. */
  readonly unicode: boolean
  /** Whether it supports the kitty keyboard and graphics protocols; null when only a query can decide. */
  readonly kitty: boolean | null
  readonly columns: number
  readonly rows: number
}

/** Whether input and output of this process are a terminal with cursor addressing. */
export function hasTerminal(): boolean {
  return Boolean(process.stdin.isTTY && stdout.isTerminal) && process.env.TERM !== 'dumb'
}

const DEFAULT_COLUMNS = 80
const DEFAULT_ROWS = 24
/** Values of FORCE_COLOR, as in other Node programs. */
const FORCED: Readonly<Record<string, Colors>> = { '0': 'none', '1': 16, '2': 256, '3': 'truecolor' }
/** Terminals known to support the kitty protocols, and some known not to. */
const KITTY = /^(xterm-kitty|xterm-ghostty|foot(-extra)?)$/
const NO_KITTY = /^(dumb|linux|vt\d+|screen.*)$/

/**
 * Derives the abilities of a terminal from the environment. Pure.
 *
 * @param chosen the setting `colors`, which overrides everything except `auto`
 */
export function terminalAbilities(
  environment: Environment,
  output: Output,
  chosen: 'auto' | 'none' | '16' | '256' | 'truecolor' = 'auto',
): TerminalAbilities {
  const kind = environment.TERM ?? ''
  const modern = output.platform === 'win32' || kind !== ''
  return {
    kind,
    fullScreen: output.isTTY === true && modern && kind !== 'dumb',
    colors: chosen === 'auto' ? colorsOf(environment, output) : parseColors(chosen),
    unicode: unicodeOf(environment, output.platform),
    kitty: kittyOf(environment, output),
    columns: output.columns || DEFAULT_COLUMNS,
    rows: output.rows || DEFAULT_ROWS,
  }
}

/** In order of precedence: NO_COLOR (https://no-color.org), FORCE_COLOR, then the type of the terminal. */
function colorsOf(environment: Environment, { isTTY, platform }: Output): Colors {
  const { TERM = '', COLORTERM = '', FORCE_COLOR, NO_COLOR, WT_SESSION, TERM_PROGRAM } = environment
  if (NO_COLOR) return 'none'
  if (FORCE_COLOR !== undefined) return FORCED[FORCE_COLOR] ?? 16
  if (!isTTY || TERM === 'dumb') return 'none'
  if (/^(truecolor|24bit)$/i.test(COLORTERM) || WT_SESSION || /-direct$/.test(TERM)) return 'truecolor'
  if (TERM_PROGRAM === 'iTerm.app' || KITTY.test(TERM)) return 'truecolor'
  if (/256/.test(TERM)) return 256
  if (TERM === '') return platform === 'win32' ? 16 : 'none'
  return /^vt\d+$/.test(TERM) ? 'none' : 16
}

function parseColors(chosen: 'none' | '16' | '256' | 'truecolor'): Colors {
  if (chosen === '16') return 16
  if (chosen === '256') return 256
  return chosen
}

/** By the locale: the first of the variables that is set (POSIX, section 8.2). */
function unicodeOf({ LC_ALL, LC_CTYPE, LANG, WT_SESSION, TERM_PROGRAM }: Environment, platform: NodeJS.Platform) {
  if (platform === 'win32') return Boolean(WT_SESSION) || TERM_PROGRAM === 'vscode'
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}

function kittyOf({ TERM = '', KITTY_WINDOW_ID, TERM_PROGRAM, TMUX }: Environment, { isTTY }: Output) {
  if (!isTTY || NO_KITTY.test(TERM)) return false
  // Inside a multiplexer the outer terminal does not decide.
  if (TMUX) return null
  return KITTY_WINDOW_ID || KITTY.test(TERM) || TERM_PROGRAM === 'WezTerm' ? true : null
}
