type Environment = Readonly<Record<string, string | undefined>>

export type Colors = 'none' | 16 | 256 | 'truecolor'

/** What the standard output is, as far as the process knows: `process.stdout` and `process.platform`. */
export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  readonly platform: NodeJS.Platform
}

/** What a terminal can show. */
export interface TerminalAbilities {
  /** What its `TERM` says it is; empty where it says nothing. */
  readonly kind: string
  /** Whether the cursor can be moved about on it: no pipe, no file, no dumb terminal. */
  readonly fullScreen: boolean
  readonly colors: Colors
  /** Whether characters beyond ASCII come out as they are meant. */
  readonly unicode: boolean
  /** Whether it knows the protocols of kitty for keys and pictures; null: nobody but it can tell, so ask it. */
  readonly kitty: boolean | null
  readonly columns: number
  readonly rows: number
}

/** Whether this process has a terminal for itself, on which the cursor can be moved about. */
export function hasTerminal(): boolean {
  return Boolean(process.stdin.isTTY && process.stdout.isTTY) && process.env.TERM !== 'dumb'
}

const DEFAULT_COLUMNS = 80
const DEFAULT_ROWS = 24
/** Values of FORCE_COLOR, as in other programs of Node. */
const FORCED: Readonly<Record<string, Colors>> = { '0': 'none', '1': 16, '2': 256, '3': 'truecolor' }
/** Terminals that are known to speak kitty's protocols, and some that are known not to. */
const KITTY = /^(xterm-kitty|xterm-ghostty|foot(-extra)?)$/
const NO_KITTY = /^(dumb|linux|vt\d+|screen.*)$/

/**
 * What the terminal can show, from what the environment says of it. Pure.
 *
 * @param chosen what the person chose (the setting `colors`), which beats all else; `auto` leaves it to the terminal
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

/** `none` by https://no-color.org before all, then what is forced, then what the terminal is known for. */
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

/** By the locale, of which the first that is set counts (POSIX, section 8.2). */
function unicodeOf(
  { LC_ALL, LC_CTYPE, LANG, WT_SESSION, TERM_PROGRAM }: Environment,
  platform: NodeJS.Platform,
) {
  if (platform === 'win32') return Boolean(WT_SESSION) || TERM_PROGRAM === 'vscode'
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}

function kittyOf({ TERM = '', KITTY_WINDOW_ID, TERM_PROGRAM, TMUX }: Environment, { isTTY }: Output) {
  if (!isTTY || NO_KITTY.test(TERM)) return false
  // Inside a multiplexer the terminal behind it is no matter.
  if (TMUX) return null
  return KITTY_WINDOW_ID || KITTY.test(TERM) || TERM_PROGRAM === 'WezTerm' ? true : null
}
