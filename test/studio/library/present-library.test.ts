import { expect, it } from 'vitest'
import { libraryActions } from '../../../src/studio/library/library-actions.ts'
import type { Entry } from '../../../src/studio/library/library-entry.ts'
import { type LibraryPicture, presentLibrary } from '../../../src/studio/library/present-library.ts'
import { INITIAL_VIEW, indexOfSelected, moved, reordered, without } from '../../../src/studio/library/state.ts'
import { Bindings } from '../../../src/tui/bindings.ts'
import { Grid } from '../../../src/tui/grid.ts'
import { inputOf } from '../../../src/tui/input-line.ts'
import { type Look, signsFor } from '../../../src/tui/look.ts'
import { chooseTheme } from '../../../src/tui/theme.ts'

const entry = (name: string, rest: Partial<Entry> = {}): Entry => ({
  ...{ path: `/recordings/${name}`, kind: 'file', name, room: 'standup', people: [], seconds: 60, bytes: 1_000 },
  ...{ ended: true, edited: false, transcript: false, sound: 'a.wav', problem: null },
  date: new Date(2026, 0, 31, 9, 30).getTime(),
  ...rest,
})
const list = [
  entry('standup/2026-01-31_09-30-00', { people: ['Ann', 'An\u001b[2Jn'], edited: true }),
  entry('kick-off', { sound: null, problem: 'is no\nWAV file', seconds: null }),
]
const bindings = new Bindings(libraryActions, {}, 'library')

function drawn(
  columns: number,
  rest: Partial<LibraryPicture> = {},
  unicode = true,
): { rows: string[]; cursor: unknown } {
  const look: Look = { theme: chooseTheme('dark', 256), signs: signsFor(unicode), unicode }
  const size = { columns, rows: 10 }
  const grid = new Grid(columns, size.rows, look)
  const picture: LibraryPicture = {
    ...{ folder: '~/recordings', entries: list, total: 2, view: INITIAL_VIEW, reading: false, problem: null },
    wave: () => [0, 0.5, 1, 0],
    ...rest,
  }
  const cursor = presentLibrary(grid, size, picture, null, bindings, look)
  return {
    rows: grid.rows.map((row) =>
      row
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    ),
    cursor,
  }
}

it('shows the columns that fit, the most important first', () => {
  const heads = (columns: number) =>
    drawn(columns)
      .rows[1]!.trim()
      .split(/\s{2,}/)
  expect(heads(130)).toEqual(['Date ▾', 'Recording', 'Wave', 'Length', 'Size', 'People'])
  expect(heads(80)).toEqual(['Date ▾', 'Recording', 'Wave', 'Length', 'Size'])
  expect(heads(60)).toEqual(['Date ▾', 'Recording', 'Wave', 'Length'])
  expect(heads(50)).toEqual(['Date ▾', 'Recording', 'Length'])
  expect(heads(32)).toEqual(['Date ▾', 'Recording'])
  for (const columns of [20, 39, 64, 90, 110, 200])
    for (const row of drawn(columns).rows) expect(row.length).toBeLessThanOrEqual(columns)
})

it('draws the waveform as bars, or the problem of an unreadable recording in its place', () => {
  const { rows } = drawn(80)
  expect(rows[2]).toMatch(/ ▁▁▁▁▄▄▄▄████▁▁▁▁ /)
  expect(rows[3]).toContain(' is no WAV file ')
  expect(drawn(80, { wave: () => null }).rows[2]).toContain(' … ')
  expect(drawn(80, {}, false).rows[2]).toMatch(/^ > .* \.\.\.\.====@@@@\.\.\.\. /)
})

it('strips control characters from names', () => {
  const { rows } = drawn(130)
  expect(rows.join('')).not.toContain('\u001b')
  expect(rows[2]).toContain('Ann, Ann')
})

it('puts the cursor in the filter while it has the focus, and shows the number of matches', () => {
  const view = { ...INITIAL_VIEW, filter: inputOf('kick'), typing: true }
  const { rows, cursor } = drawn(80, { view, entries: [list[1]!] })
  expect(rows[0]).toContain('1 of 2')
  expect(rows[8]).toBe(' / kick')
  expect(cursor).toEqual({ x: 7, y: 8 })
  expect(drawn(80, { view, entries: [] }).rows[3]).toContain('No matches. Esc shows all recordings.')
})

it('shows advice for an empty folder, and the error of an unreadable one', () => {
  expect(drawn(100, { entries: [], total: 0 }).rows.join('\n')).toMatch(
    /No recordings in ~\/recordings yet[\s\S]*\/record/,
  )
  expect(drawn(100, { entries: [], total: 0, problem: 'it is gone' }).rows[3]).toBe('  it is gone')
})

it('keeps the selection within the list, and selects a neighbour when the entry is removed', () => {
  expect(indexOfSelected(list, INITIAL_VIEW)).toBe(0)
  expect(indexOfSelected([], INITIAL_VIEW)).toBe(-1)
  const last = moved(INITIAL_VIEW, list, Infinity)
  expect(last.selected).toBe('/recordings/kick-off')
  expect(moved(last, list, 5)).toEqual(last)
  expect(without(last, list).selected).toBe(list[0]!.path)
  expect(moved(INITIAL_VIEW, [], 1).selected).toBeNull()
  expect(reordered(reordered(INITIAL_VIEW, null), null).order).toBe('size')
})
