import type { Theme } from './theme.ts'

/** The signs that are drawn besides text. */
export interface Signs {
  readonly talking: string
  readonly muted: string
  readonly deafened: string
  readonly recording: string
  readonly sharing: string
  readonly away: string
  readonly locked: string
  /** Nobody else may come into the room. */
  readonly closed: string
  readonly host: string
  readonly registered: string
  readonly mutedForAll: string
  readonly current: string
  readonly unread: string
  readonly separator: string
  readonly prompt: string
  readonly newline: string
  readonly ellipsis: string
  readonly down: string
  /** Corners (top left, top right, bottom left, bottom right), horizontal, vertical. */
  readonly box: readonly [string, string, string, string, string, string]
  /** Bars from none to full, for meters and waves. */
  readonly bars: readonly string[]
  readonly meterFull: string
  readonly meterEmpty: string
  /** Where a meter's threshold lies. */
  readonly threshold: string
}

/** How the screen is drawn: its colours, and the signs that the terminal can show. */
export interface Look {
  readonly theme: Theme
  readonly signs: Signs
  /** Whether letters other than ASCII can be shown. */
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

/** The signs that a terminal with or without Unicode can show. */
export function signsFor(unicode: boolean): Signs {
  return unicode ? unicodeSigns : asciiSigns
}
