import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { Studio } from '../../src/studio/model/studio.ts'
import { type StudioLayout, studioLayout } from '../../src/studio/present/studio-layout.ts'
import { StudioPointer } from '../../src/studio/studio-pointer.ts'
import { loadRecording } from '../../src/studio/studio-scene.ts'
import { freshFolder } from '../helpers/folder.ts'
import { writeWavFile } from '../helpers/wav-files.ts'

const RATE = 1_000
/** 16 columns for names and 100 for waveforms, each of 0.1 s. */
const SIZE = { columns: 116, rows: 30 }

let studio: Studio
let pointer: StudioPointer
let layout: StudioLayout

beforeEach(async () => {
  const path = `${freshFolder()}/ten.wav`
  await writeWavFile(path, RATE, new Int16Array(10 * RATE))
  const { session, about } = await loadRecording(path)
  studio = new Studio(session, about, systemClock, 'null', { changed() {}, notify() {} })
  layout = studioLayout(SIZE, ['ten'], 0, false)
  studio.fit(layout.columns, ['ten'])
  pointer = new StudioPointer(studio)
})
afterEach(() => studio.close())

/** A mouse event at a column of the waveforms. */
function mouse(kind: 'down' | 'drag' | 'up' | 'wheel-up' | 'wheel-down', column: number, y: number): void {
  pointer.take({ kind, x: layout.left + column, y }, layout)
}

test('dragging on a waveform selects in either direction, and a click deselects', () => {
  const { y } = layout.bands[0]!.wave
  mouse('down', 50, y)
  expect(studio.state.view).toMatchObject({ playhead: 5_000, selection: null })
  mouse('drag', 30, y)
  mouse('drag', 20, y)
  mouse('up', 20, y)
  expect(studio.state.view).toMatchObject({ playhead: 2_000, selection: { from: 2_000, to: 5_000 } })
  mouse('drag', 90, y)
  expect(studio.state.view.selection).toEqual({ from: 2_000, to: 5_000 })
  mouse('down', 70, y)
  expect(studio.state.view).toMatchObject({ playhead: 7_000, selection: null })
})

test('ruler and overview move the playhead and keep the selection', () => {
  const selection = { from: 10, to: 20 }
  studio.setView({ ...studio.state.view, selection })
  mouse('down', 25, layout.ruler.y)
  mouse('drag', 26, layout.ruler.y)
  mouse('up', 26, layout.ruler.y)
  expect(studio.state.view).toMatchObject({ playhead: 2_600, selection })
  mouse('wheel-up', 50, layout.bands[0]!.wave.y)
  mouse('down', 90, layout.overview!.y)
  // The view scrolls along.
  const { playhead, from } = studio.state.view
  expect([playhead, from > 0]).toEqual([9_000, true])
})

test('the wheel zooms at the pointer on waveforms, and scrolls elsewhere', () => {
  const { y } = layout.bands[0]!.wave
  mouse('wheel-up', 40, y)
  expect(studio.state.view.scale).toBe(80)
  expect(studio.state.view.from).toBe(4_000 - 40 * 80)
  mouse('wheel-down', 0, layout.ruler.y)
  expect(studio.state.view.from).toBe(800 + 800)
  mouse('wheel-down', 40, y)
  expect(studio.state.view.scale).toBe(100)
})
