import { commandGroups } from '../../commands/command.ts'
import { commands } from '../../commands/table.ts'
import type { Bindings } from '../bindings.ts'
import { pad } from '../text/glyph.ts'
import { EMPTY_LINE, type Line, span } from '../text/span.ts'

const KEY_COLUMN = 9

/** Every key and command, by groups. Pure. */
export function helpRows(bindings: Bindings, width: number): Line[] {
  const groups = commandGroups.map((group) => {
    const rows = commands
      .filter((command) => command.group === group)
      .map(({ name, argument, help }) => {
        const typed = `/${name}${argument ? ` ${argument}` : ''}`
        return { key: bindings.keysOf(name).join(' '), typed, help }
      })
    return { group, rows }
  })
  const typedColumn = Math.min(22, Math.floor(width * 0.33))
  const intro: Line = {
    spans: [span(' Keys work at once; while you write, hold Alt, or press Esc first.', 'dim')],
  }
  return [
    intro,
    ...groups.flatMap(({ group, rows }) => [
      EMPTY_LINE,
      { spans: [span(` ${group}`, 'overlayTitle')] },
      ...rows.map(({ key, typed, help }) => ({
        spans: [
          span(` ${pad(key, KEY_COLUMN)} `, 'key'),
          span(`${pad(typed, typedColumn)} `, 'accent'),
          span(help),
        ],
      })),
    ]),
  ]
}
