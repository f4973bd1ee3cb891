import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Page } from 'puppeteer-core'
import { Program } from '../test/helpers/program.ts'
import { startServer } from '../test/helpers/server-process.ts'
import { XServer } from '../test/helpers/x-server.ts'
import { machineLine, thisMachine } from './machine.ts'
import { percentile } from './statistics.ts'

const WIDTH = 1920
const HEIGHT = 1080
const CHROMIUM = '/usr/bin/chromium'
const CHANGES = 40
/** ms between two changes, and at most as much more: captures and changes meet at other moments each time. */
const PAUSE = 500
const SPREAD = 100
/** ms in which all parts of one picture are drawn. */
const BURST = 60
/** ms for what is at rest to be sharpened. */
const REST = 8000
const SILENT = ['--mic', 'null', '--speaker', 'null', '--plain']

/** In the page, before its own scripts: notes when a part of a picture has been drawn. */
const NOTE_DRAWING = `{
  const draw = CanvasRenderingContext2D.prototype.drawImage
  globalThis.drawings = []
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    draw.apply(this, given)
    drawings.push(performance.timeOrigin + performance.now())
  }
}`

const now = () => performance.timeOrigin + performance.now()
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Measures the delay from a change on a shared screen to the browser of a watcher: two clients, a server, Chromium. */
export async function screenToBrowserReport(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-bench-screen-'))
  const typed = join(folder, 'typed')
  writeFileSync(typed, '')
  const server = await startServer()
  const screen = await XServer.start(WIDTH, HEIGHT)
  const to = ['--ip', '127.0.0.1', '--port', String(server.port), '--room', 'bench', '--create', ...SILENT]
  const display = { DISPLAY: screen.display, WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: 'x11' }
  const sharer = new Program('client/main.js', [...to, '--name', 'Ann', '--share', 'screen'], { env: display })
  const watcher = new Program('client/main.js', [...to, '--name', 'Bo'], { env: { DISPLAY: '', WAYLAND_DISPLAY: '' } })
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await puppeteer.launch({ executablePath: CHROMIUM, args })
  try {
    await watcher.line(/is sharing a screen/)
    watcher.type('/view')
    const [link] = /http:\S+/.exec(await watcher.line(/http:/))!
    const page = await browser.newPage()
    await page.evaluateOnNewDocument(NOTE_DRAWING)
    await page.goto(link)
    screen.run('xsetroot', '-solid', '#204060')
    screen.start('xterm', '-geometry', '100x30+200+200', '-e', 'tail', '-n', '0', '-f', typed)
    await pause(REST)
    const line = await delays(page, (step) => appendFileSync(typed, `line ${step} of what somebody types\n`))
    const all = await delays(page, (step) => {
      screen.run('xsetroot', '-solid', step % 2 === 0 ? '#c02020' : '#2020c0')
    })
    const rows = [row('a line in a terminal', line), row('all of the screen but a window', all)]
    const head = ['| what changes | p50 ms | p95 ms | max ms |', '| --- | ---: | ---: | ---: |']
    return [machineLine(thisMachine(), 'npm run bench -- --browser'), '', ...head, ...rows].join('\n')
  } finally {
    await browser.close()
    await Promise.all([sharer.stop(), watcher.stop()])
    await Promise.all([screen.stop(), server.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
}

/** ms from each change to the last part of the picture that shows it; Infinity where none came. */
async function delays(page: Page, change: (step: number) => void): Promise<number[]> {
  const found: number[] = []
  for (let step = 0; step < CHANGES; step++) {
    await page.evaluate('drawings.length = 0')
    change(step)
    const changed = now()
    await pause(PAUSE + Math.random() * SPREAD)
    const drawings = (await page.evaluate('drawings')) as number[]
    const end = drawings.reduce((last, at) => (at - last < BURST ? at : last), drawings[0] ?? Infinity)
    found.push(end - changed)
  }
  return found
}

function row(what: string, values: readonly number[]): string {
  const figures = [percentile(values, 0.5), percentile(values, 0.95), Math.max(...values)]
  return `| ${[what, ...figures.map((ms) => ms.toFixed(0))].join(' | ')} |`
}
