import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLine } from '../../../src/lib/text.ts'
import { STUDIO_SCOPE, studioCommands } from '../../../src/studio/commands/table.ts'
import { EditList } from '../../../src/studio/edit/edit-list.ts'
import { originalTimeline } from '../../../src/studio/edit/timeline.ts'
import type { StudioState } from '../../../src/studio/model/state.ts'
import { EMPTY_VIEW } from '../../../src/studio/model/view.ts'
import { emptyColumns } from '../../../src/studio/peaks/columns.ts'
import { presentStudio } from '../../../src/studio/present/present-studio.ts'
import { studioLayout } from '../../../src/studio/present/studio-layout.ts'
import type { About } from '../../../src/studio/recording/about.ts'
import { landmarksOf } from '../../../src/studio/recording/landmarks.ts'
import type { Notice } from '../../../src/tui/action-scene.ts'
import { Bindings } from '../../../src/tui/bindings.ts'
import { Grid } from '../../../src/tui/grid.ts'
import { type Look, signsFor } from '../../../src/tui/look.ts'
import { chooseTheme } from '../../../src/tui/theme.ts'
import { anyText, OBEYED } from '../../client/tui/hostile.ts'

const RATE = 1_000
const bindings = new Bindings(studioCommands, {}, STUDIO_SCOPE)
const colored: Look = { theme: chooseTheme('dark', 256), signs: signsFor(true), unicode: true }
const mono: Look = { theme: chooseTheme('dark', 'none'), signs: signsFor(true), unicode: true }
const ascii: Look = { theme: chooseTheme('dark', 'none'), signs: signsFor(false), unicode: false }

/** A state with `count` tracks of one minute, with peaks of `level` in every column. */
function stateOf(count: number, columns: number, level: number, more: Partial<StudioState> = {}): StudioState {
  const names = Array.from({ length: count }, (_, i) => `${i + 1}-p${i + 1}`)
  const files = names.map((name) => ({ track: name, file: name, length: 60 * RATE }))
  const { timeline } = new EditList(originalTimeline(RATE, files))
  const about: About = {
    path: '/x',
    title: 'standup',
    tags: { title: '', room: 'standup', date: '2026-11-21T09:30:00Z', people: ['Ann'], software: '' },
    people: new Map(names.map((name, i) => [name, `Person ${i + 1}`])),
    turns: [{ who: 'Person 1', file: names[0]!, from: 0, to: 30_000 }],
    markers: [{ ms: 30_000, text: 'here' }],
  }
  const wave = emptyColumns(columns)
  wave.max.fill(level)
  wave.min.fill(-level)
  wave.rms.fill(level / 2)
  return {
    about,
    timeline,
    length: 60 * RATE,
    view: { ...EMPTY_VIEW, scale: (60 * RATE) / Math.max(1, columns) },
    waves: { window: null, tracks: new Map(names.map((name) => [name, wave])), overview: wave },
    landmarks: landmarksOf(about, timeline),
    playing: false,
    speed: 1,
    looping: false,
    skipping: false,
    solo: new Set(),
    muted: new Set(),
    level: -120,
    edits: { done: 0, all: 0 },
    unsaved: null,
    readOnly: null,
    busy: null,
    measured: null,
    speakerProblem: null,
    amplitude: 'ear',
    crossfadeMs: 5,
    noiseKnown: false,
    ...more,
  }
}

/** The rows of the screen. */
function drawn(
  state: StudioState,
  size: { columns: number; rows: number },
  look = colored,
  notice: Notice | null = null,
): Grid {
  const tracks = state.timeline.tracks.map(({ name }) => name)
  const layout = studioLayout(size, tracks, state.view.above, state.landmarks.markers.length > 0)
  const grid = new Grid(size.columns, size.rows, look)
  presentStudio(grid, state, layout, { notice, overlay: null, bindings }, look)
  return grid
}

function rowsOf(grid: Grid): string[] {
  return grid.rows.map((row) => row.map(({ text }) => text).join(''))
}

describe('the studio screen', () => {
  it('shows title, ruler, markers, tracks and position', () => {
    const rows = rowsOf(drawn(stateOf(2, 84, 8_000), { columns: 100, rows: 30 }))
    expect(rows[0]).toMatch(/^ standup 2026-11-21 09:30 {2}Ann .* 1:00 $/)
    expect(rows[3]).toMatch(/▼0:00 +╷0:10/)
    expect(rows[4]).toMatch(/ ▾here/)
    expect(rows.join('\n')).toMatch(/ 1 Person 1[\s\S]* 2 Person 2/)
    expect(rows[28]).toMatch(/‖ 0:00\.000 {2}1:00 wide .*no edits {2}saved/)
    expect(rows[29]).toMatch(/Space play {2}\+ zoom/)
  })

  it('shows the current task, an error and problems', () => {
    const busy = { what: 'normalise loudness: measuring', share: 0.5 }
    const state = stateOf(1, 84, 0, { busy, speakerProblem: 'gone', unsaved: 'disk full', edits: { done: 1, all: 2 } })
    const notice = { kind: 'error', text: 'wait until it is done' } as const
    const rows = rowsOf(drawn(state, { columns: 100, rows: 30 }, colored, notice))
    expect(rows[28]).toMatch(/no speaker .*edits 1\/2 {2}NOT SAVED/)
    expect(rows[29]).toMatch(/normalise loudness: measuring ▮{10}▯{10} 50 % {2}Esc cancel {2}wait until it is done/)
  })

  it('draws louder audio higher, and clipping in its own colour', () => {
    const heightAt = (level: number) =>
      rowsOf(drawn(stateOf(1, 84, level), { columns: 100, rows: 30 })).filter((row) => /[▁-█]/.test(row[50]!)).length
    expect(heightAt(0)).toBeLessThan(heightAt(3_000))
    expect(heightAt(3_000)).toBeLessThan(heightAt(20_000))
    const clip = (level: number) =>
      drawn(stateOf(1, 84, level), { columns: 100, rows: 30 })
        .rows.flat()
        .filter(({ style }) => style.fg === colored.theme.clipping.fg).length
    expect(clip(32_000)).toBe(0)
    expect(clip(32_767)).toBeGreaterThan(80)
  })

  it('colours the waveform by speaker during turns', () => {
    const { rows } = drawn(stateOf(1, 84, 20_000), { columns: 100, rows: 30 })
    const middle = rows.findLastIndex((row) => row[20]!.text === '█')
    expect(rows[middle]![20]!.style.fg).not.toBe(rows[middle]![90]!.style.fg)
  })

  it('divides the height among the tracks, and scrolls when they do not fit', () => {
    const heights = (count: number) => studioLayout({ columns: 100, rows: 30 }, names(count), 0, true).bands
    expect(heights(1)[0]!.wave.height).toBe(20)
    expect(heights(3).map(({ wave }) => wave.height)).toEqual([6, 6, 6])
    expect(heights(12)).toHaveLength(7)
    const scrolled = studioLayout({ columns: 100, rows: 30 }, names(12), 99, true).bands
    expect(scrolled.map(({ track }) => track)).toEqual(names(12).slice(5))
  })

  it('fills any terminal with any text, and only with ASCII on an ASCII terminal', () => {
    const size = fc.record({ columns: fc.integer({ min: 20, max: 140 }), rows: fc.integer({ min: 6, max: 50 }) })
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 12 }), anyText, fc.nat(59_000), (terminal, count, text, at) => {
        const state = stateOf(count, terminal.columns, 12_000)
        const clean = cleanLine(text)
        const about = {
          ...state.about,
          title: clean,
          people: new Map([['1-p1', clean]]),
          turns: [{ who: clean, file: '1-p1', from: 0, to: 9_000 }],
          markers: [{ ms: at, text: clean }],
        }
        const view = { ...state.view, playhead: at, selection: { from: at / 2, to: at + 1 } }
        const next = { ...state, about, view, landmarks: landmarksOf(about, state.timeline) }
        for (const look of [colored, mono, ascii]) {
          const grid = drawn(next, terminal, look)
          expect(grid.rows).toHaveLength(terminal.rows)
          const cells = grid.rows.flat().map((cell) => cell.text)
          expect(cells).toHaveLength(terminal.columns * terminal.rows)
          expect(cells.find((cell) => OBEYED.test(cell))).toBeUndefined()
          if (look === ascii) expect(cells.find((cell) => !/^[ -~]$/.test(cell))).toBeUndefined()
        }
      }),
      { numRuns: 150 },
    )
  })
})

function names(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `track ${i}`)
}
