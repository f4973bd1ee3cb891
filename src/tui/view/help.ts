import type { ActionRow } from '../action.ts'
import type { Bindings } from '../bindings.ts'
import { pad } from '../text/glyph.ts'
import { EMPTY_LINE, type Line, span } from '../text/span.ts'

/** Minimum and maximum cells of the key column. */
const KEY_COLUMN = { min: 9, max: 20 }

/** The contents of the help: a table of actions with its keys. */
export interface Manual {
  readonly actions: readonly ActionRow[]
  /** In display order. */
  readonly groups: readonly string[]
  readonly bindings: Bindings
  /** Introduction. */
  readonly intro: string
  /** Prefix of typed commands, such as `/`. */
  readonly lead: string
}

/** The rows of the help, by group. Pure. */
export function helpRows(manual: Manual, width: number): Line[] {
  const { bindings } = manual
  const groups = manual.groups.map((group) => {
    const rows = manual.actions
      .filter((action) => action.group === group)
      .map(({ name, argument, help }) => {
        const typed = `${manual.lead}${name}${argument ? ` ${argument}` : ''}`
        return { key: bindings.keysOf(name).join(' '), typed, help }
      })
    return { group, rows }
  })
  const widest = Math.max(0, ...groups.flatMap(({ rows }) => rows.map(({ key }) => key.length)))
  const keyColumn = Math.max(KEY_COLUMN.min, Math.min(KEY_COLUMN.max, widest, Math.floor(width / 4)))
  const typedColumn = Math.min(22, Math.floor(width * 0.33))
  const intro: Line = { spans: [span(` ${manual.intro}`, 'dim')] }
  return [
    intro,
    ...groups.flatMap(({ group, rows }) => [
      EMPTY_LINE,
      { spans: [span(` ${group}`, 'overlayTitle')] },
      ...rows.map(({ key, typed, help }) => ({
        spans: [span(` ${pad(key, keyColumn)} `, 'key'), span(`${pad(typed, typedColumn)} `, 'accent'), span(help)],
      })),
    ]),
  ]
}
