import type { Theme } from './theme.ts'

/** The symbols of the screen. */
export interface Signs {
  readonly talking: string
  readonly muted: string
  readonly deafened: string
  readonly recording: string
  readonly sharing: string
  readonly away: string
  readonly locked: string
  /** The room is closed to new people. */
  readonly closed: string
  readonly host: string
  readonly registered: string
  readonly mutedForAll: string
  readonly hand: string
  readonly current: string
  readonly unread: string
  readonly separator: string
  readonly prompt: string
  readonly newline: string
  readonly ellipsis: string
  readonly down: string
  /** Corners (top left, top right, bottom left, bottom right), horizontal line, vertical line. */
  readonly box: readonly [string, string, string, string, string, string]
  /** Bars from empty to full, for meters and waveforms. */
  readonly bars: readonly string[]
  readonly meterFull: string
  readonly meterEmpty: string
  /** Threshold mark of a meter. */
  readonly threshold: string
}

/** The appearance of the screen: colours and symbols. */
export interface Look {
  readonly theme: Theme
  readonly signs: Signs
  /** Whether the terminal shows characters beyond ASCII. */
  readonly unicode: boolean
}

const unicodeSigns: Signs = {
  talking: '●',
  muted: '⊘',
  deafened: '∅',
  recording: '◉',
  sharing: '▣',
  away: '…',
  locked: '*',
  closed: '⊠',
  host: '★',
  registered: '✓',
  mutedForAll: '⊗',
  hand: '↑',
  current: '▸',
  unread: '•',
  separator: '│',
  prompt: '›',
  newline: '↵',
  ellipsis: '…',
  down: '↓',
  box: ['╭', '╮', '╰', '╯', '─', '│'],
  bars: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  meterFull: '▮',
  meterEmpty: '▯',
  threshold: '┊',
}

const asciiSigns: Signs = {
  talking: '*',
  muted: 'x',
  deafened: 'd',
  recording: 'R',
  sharing: 'S',
  away: '~',
  locked: '*',
  closed: '#',
  host: '^',
  registered: 'r',
  mutedForAll: 'X',
  hand: '!',
  current: '>',
  unread: '+',
  separator: '|',
  prompt: '>',
  newline: '\\',
  ellipsis: '~',
  down: 'v',
  box: ['+', '+', '+', '+', '-', '|'],
  bars: [' ', '.', ':', '-', '=', '+', '*', '#', '@'],
  meterFull: '#',
  meterEmpty: '-',
  threshold: '|',
}

/** The symbols for a terminal with or without Unicode. */
export function signsFor(unicode: boolean): Signs {
  return unicode ? unicodeSigns : asciiSigns
}
