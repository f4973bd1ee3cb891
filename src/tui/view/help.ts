import type { ActionRow } from '../action.ts'
import type { Bindings } from '../bindings.ts'
import { pad } from '../text/glyph.ts'
import { EMPTY_LINE, type Line, span } from '../text/span.ts'

/** Cells for the keys of an action, where all need less and where some need more. */
const KEY_COLUMN = { least: 9, most: 20 }

/** What the help tells of: a table of actions with its keys. */
export interface Manual {
  readonly actions: readonly ActionRow[]
  /** In the order in which they are shown. */
  readonly groups: readonly string[]
  readonly bindings: Bindings
  /** What stands above all. */
  readonly intro: string
  /** What is typed before a name to do it. */
  readonly lead: string
}

/** Every key and command, by groups. Pure. */
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
  const keyColumn = Math.max(KEY_COLUMN.least, Math.min(KEY_COLUMN.most, widest, Math.floor(width / 4)))
  const typedColumn = Math.min(22, Math.floor(width * 0.33))
  const intro: Line = { spans: [span(` ${manual.intro}`, 'dim')] }
  return [
    intro,
    ...groups.flatMap(({ group, rows }) => [
      EMPTY_LINE,
      { spans: [span(` ${group}`, 'overlayTitle')] },
      ...rows.map(({ key, typed, help }) => ({
        spans: [
          span(` ${pad(key, keyColumn)} `, 'key'),
          span(`${pad(typed, typedColumn)} `, 'accent'),
          span(help),
        ],
      })),
    ]),
  ]
}
