/** Measures the screen of the studio with a long recording: opening, drawing and memory. */
import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemClock } from '../src/lib/clock.ts'
import { STUDIO_SCOPE, studioCommands } from '../src/studio/commands/table.ts'
import { Studio } from '../src/studio/model/studio.ts'
import { peaksPath } from '../src/studio/peaks/peaks-file.ts'
import { presentStudio } from '../src/studio/present/present-studio.ts'
import { studioLayout } from '../src/studio/present/studio-layout.ts'
import { loadRecording } from '../src/studio/studio-scene.ts'
import { Bindings } from '../src/tui/bindings.ts'
import { Grid } from '../src/tui/grid.ts'
import { signsFor } from '../src/tui/look.ts'
import { chooseTheme } from '../src/tui/theme.ts'
import { Screen } from '../test/helpers/screen.ts'
import { percentile, seededRandom } from './statistics.ts'

/** A large terminal. */
const SIZE = { columns: 200, rows: 55 }
const DRAWINGS = 300
const KEYS = 60

/** Rows of a table: what, and how long or how much. @param path of a recording of hours */
export async function screenRows(path: string): Promise<[string, string][]> {
  rmSync(peaksPath(path), { force: true })
  const first = await openedOnce(path)
  const again = await openedOnce(path)
  const drawing = await drawingTimes(path)
  return [
    ['the screen, all of it seen, for the first time', `${(first.opened / 1000).toFixed(1)} s`],
    ['the screen, all of it seen, with cached peaks', `${(again.opened / 1000).toFixed(1)} s`],
    [
      `a picture of ${SIZE.columns} by ${SIZE.rows} cells made: median, p99`,
      `${percentile(drawing, 0.5).toFixed(1)} ms, ${percentile(drawing, 0.99).toFixed(1)} ms`,
    ],
    [
      'a key until what it changed is in the terminal: median, p99',
      `${percentile(again.keys, 0.5).toFixed(0)} ms, ${percentile(again.keys, 0.99).toFixed(0)} ms`,
    ],
    ['memory (RSS) after zooming and playing, opened for the first time', `${first.rss.toFixed(0)} MB`],
    ['the same, with cached peaks', `${again.rss.toFixed(0)} MB`],
  ]
}

/** The program at a terminal, as a person has it: opened, looked at everywhere, played. */
async function openedOnce(path: string): Promise<{ opened: number; rss: number; keys: number[] }> {
  const home = dirname(path)
  const env = { XDG_STATE_HOME: home, XDG_CONFIG_HOME: home }
  const start = performance.now()
  const screen = new Screen(['studio', path, '--speaker', 'null'], { ...SIZE, env })
  try {
    await screen.shows(/Space play/, 60_000)
    const opened = performance.now() - start
    const keys: number[] = []
    const widthShown = () => /\S+ (?:ms|s)? ?wide/.exec(screen.text)?.[0] ?? ''
    for (let i = 0; i < KEYS; i++) {
      const before = widthShown()
      const pressed = performance.now()
      screen.type(i % 20 < 10 ? '+' : '-')
      await screen.shows(() => widthShown() !== before)
      keys.push(performance.now() - pressed)
    }
    screen.type('g')
    await screen.shows('Where to?')
    screen.type('1:30:00\r ')
    await screen.shows(/▶ 1:30:01/)
    const status = await readFile(`/proc/${screen.pid}/status`, 'utf8')
    return { opened, rss: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024, keys }
  } finally {
    await screen.stop()
  }
}

/** ms of each of many pictures, at any place and zoom, made in this process. */
async function drawingTimes(path: string): Promise<number[]> {
  const { session, about } = await loadRecording(path)
  let changed = () => {}
  const studio = new Studio(session, about, systemClock, 'null', { changed: () => changed(), notify: () => {} })
  const look = { theme: chooseTheme('dark', 256), signs: signsFor(true), unicode: true }
  const bindings = new Bindings(studioCommands, {}, STUDIO_SCOPE)
  const layout = studioLayout(
    SIZE,
    studio.state.timeline.tracks.map(({ name }) => name),
    0,
    false,
  )
  studio.fit(
    layout.columns,
    layout.bands.map(({ track }) => track),
  )
  const changedOnce = () =>
    new Promise<void>((resolve) => {
      changed = resolve
    })
  while (studio.state.measured !== null) await changedOnce()
  const random = seededRandom(3)
  const times: number[] = []
  try {
    for (let i = 0; i < DRAWINGS; i++) {
      const scale = 20 ** (4 * random())
      const from = Math.floor(random() * (studio.state.length - scale * layout.columns))
      const window = studio.state.waves.window
      studio.setView({ ...studio.state.view, scale, from: Math.max(0, from) })
      while (studio.state.waves.window === window) await changedOnce()
      const start = performance.now()
      const grid = new Grid(SIZE.columns, SIZE.rows, look)
      presentStudio(grid, studio.state, layout, { notice: null, overlay: null, bindings }, look)
      times.push(performance.now() - start)
    }
    return times
  } finally {
    await studio.close()
  }
}
