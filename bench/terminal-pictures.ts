/** Measures pictures in a terminal: the time to render one, and the delay that this adds to voice. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { SixelThread } from '../src/client/tui/pictures/renderer-for.ts'
import type { Picture } from '../src/screen/picture.ts'
import { SyntheticScreen } from '../src/screen/synthetic.ts'
import { HalfBlocks } from '../src/screen/terminal/half-blocks.ts'
import { Kitty, Sixel } from '../src/screen/terminal/pixel-renderers.ts'
import type { PictureRenderer } from '../src/screen/terminal/renderer.ts'
import { scaled, WHOLE } from '../src/screen/terminal/viewport.ts'
import { median } from './statistics.ts'

const TERMINAL = { columns: 160, rows: 45 }
const CELL = { width: 10, height: 20 }
const PICTURES = 40

/** Gives back a table in Markdown. */
export async function terminalPictures(): Promise<string> {
  const thread = new SixelThread()
  const rows: string[] = []
  for (const [name, renderer] of [
    ['half-blocks', new HalfBlocks('truecolor')],
    ['kitty', new Kitty(CELL)],
    ['sixel, on the thread of the voice', new Sixel(CELL)],
    ['sixel, as it is', new Sixel(CELL, (picture) => thread.encode(picture))],
  ] as const) {
    rows.push(await rowOf(name, renderer))
  }
  thread.close()
  const { columns, rows: lines } = TERMINAL
  return [
    `| video in ${columns} x ${lines} cells of ${CELL.width} x ${CELL.height} pixels | kB per picture | encoding, median ms | voice waits, p99 ms |`,
    '| --- | ---: | ---: | ---: |',
    ...rows,
  ].join('\n')
}

async function rowOf(name: string, renderer: PictureRenderer): Promise<string> {
  const screen = new SyntheticScreen('video')
  const area = renderer.pixels(TERMINAL.columns, TERMINAL.rows)
  const place = { x: 0, y: 0, width: TERMINAL.columns, height: TERMINAL.rows }
  const pictures: Picture[] = []
  for (let i = 0; i < PICTURES; i++) pictures.push(await scaled(await screen.next(), WHOLE, area))
  await renderer.render(0, pictures[0]!, place)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const took: number[] = []
  let characters = 0
  for (const picture of pictures) {
    const begun = performance.now()
    characters += (await renderer.render(0, picture, place)).length
    took.push(performance.now() - begun)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  delay.disable()
  const figures = [characters / PICTURES / 1_000, median(took), delay.percentile(99) / 1e6]
  return `| ${[name, ...figures.map((figure) => figure.toFixed(1))].join(' | ')} |`
}
