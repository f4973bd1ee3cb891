/** Measures the web client: what its people cost the server, the delay of their voices, its size and its start. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { systemClock } from '../src/lib/clock.ts'
import { sleep } from '../src/lib/timeout.ts'
import { Program } from '../test/helpers/program.ts'
import { type ServerProcess, startServer } from '../test/helpers/server-process.ts'
import { sine } from '../test/helpers/tones.ts'
import { writeWavFile } from '../test/helpers/wav-files.ts'
import { createRoom, enter, PLAIN_SOUND, press, textOf, WebPages } from '../test/helpers/web-pages.ts'
import { cpuUse, rssMb } from './load/process-usage.ts'
import { machineLine, thisMachine } from './machine.ts'
import { Air } from './mouth-to-ear/air.ts'
import { clicksIn, clickTrack, RATE } from './mouth-to-ear/clicks.ts'
import { percentile } from './statistics.ts'

const PEOPLE = 3
const WARM_UP_MS = 5_000
const WATCH_MS = 10_000
const CLICKS = 30
/** ms of talk before the clicks that count: what adapts to the network has come to rest. */
const SETTLE_MS = 15_000
/** ms after which a click that has not come is lost. */
const PATIENCE = 500
const THROTTLE = 4
/** Samples of the blocks in which the ear hears something or nothing, and the largest of silence. */
const BLOCK = RATE / 200
const SILENT = 1
const BUILT = new URL('../dist/web/app/', import.meta.url)

/** Measures and gives back a table in Markdown. */
export async function webReport(): Promise<string> {
  const plain = await serverCost('http')
  const tls = await serverCost('https')
  const browsers = await mouthToEar('browser')
  const terminal = await mouthToEar('terminal')
  const start = await firstTalk()
  const rows = [
    [`server CPU per person in a browser, ${PEOPLE} talk, plain`, `${plain.cpu.toFixed(2)} ms/s`],
    ['the same with TLS', `${tls.cpu.toFixed(2)} ms/s`],
    [`memory of the server with ${PEOPLE} in browsers, plain`, `${plain.rss.toFixed(0)} MB`],
    ['the same with TLS', `${tls.rss.toFixed(0)} MB`],
    ['mouth to ear, browser to browser', delays(browsers)],
    ['mouth to ear, terminal to browser', delays(terminal)],
    [`Join to the first voice that others see, CPU ${THROTTLE} times slower`, `${(start / 1_000).toFixed(1)} s`],
    ['first page, gzipped', `${(bundleBytes() / 1_000).toFixed(1)} kB`],
  ].map((row) => `| ${row.join(' | ')} |`)
  return [
    machineLine(thisMachine(), 'npm run bench -- --web'),
    '',
    '| what | measured |',
    '| --- | ---: |',
    ...rows,
  ].join('\n')
}

/** ms of CPU per second and person, and MB, of a server in whose room all talk from one browser. */
async function serverCost(scheme: 'http' | 'https'): Promise<{ cpu: number; rss: number }> {
  return withPages(async (pages) => {
    const url = `${scheme}://127.0.0.1:${pages.server.port}/`
    for (let i = 0; i < PEOPLE; i++) await pages.openIn('bench', `Person ${i}`, { microphone: 'tone.wav', url })
    const pid = pages.server.child.pid!
    await sleep(systemClock, WARM_UP_MS)
    const before = cpuUse(pid).ranMs
    await sleep(systemClock, WATCH_MS)
    return { cpu: (cpuUse(pid).ranMs - before) / (WATCH_MS / 1_000) / PEOPLE, rss: rssMb(pid) }
  })
}

/** ms from the click on Join, through the list of rooms, until others see that the person talks. */
async function firstTalk(): Promise<number> {
  return withPages(async (pages) => {
    const listener = await pages.openIn('bench', 'Ear', { microphone: 'tone.wav' })
    const { page } = await pages.open({ microphone: 'tone.wav' })
    await page.emulateCPUThrottling(THROTTLE)
    await page.type('input[autocomplete=username]', 'Slow')
    const began = performance.now()
    await page.click('button[type=submit]')
    await page.locator('.room-card ::-p-text(bench)').click()
    while (!(await textOf(listener, '.person.talking .name')).includes('Slow')) await sleep(systemClock, 5)
    return performance.now() - began
  })
}

async function withPages<T>(measure: (pages: WebPages) => Promise<T>): Promise<T> {
  const pages = new WebPages([])
  try {
    await pages.start()
    await writeWavFile(join(pages.folder, 'tone.wav'), RATE, sine(500, RATE, 10 * RATE, 0.25))
    return await measure(pages)
  } finally {
    await pages.clear()
    await pages.stop()
  }
}

interface Heard {
  /** ms from mouth to ear of each click that arrived. */
  readonly delays: readonly number[]
  readonly lost: number
  /** Share of the time in which the ear heard nothing although the mouth said something. */
  readonly gaps: number
}

/** How long clicks take from a mouth to the ear of somebody in a browser, through devices of a private sound server. */
async function mouthToEar(from: 'browser' | 'terminal'): Promise<Heard> {
  const air = await Air.open()
  const recording = air.record()
  const env = { ...process.env, ...air.env, PULSE_SINK: air.speaker, PULSE_SOURCE: air.microphone }
  let server: ServerProcess | undefined
  let browser: Browser | undefined
  let mouth: Program | undefined
  try {
    server = await startServer([], { env: { ...process.env, ...air.env } })
    const args = ['--use-fake-ui-for-media-stream', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
    browser = await puppeteer.launch({
      ...{ executablePath: '/usr/bin/chromium', args, env },
      ignoreDefaultArgs: ['--mute-audio'],
    })
    const ear = await openPage(browser, server.port, 'Ear')
    await createRoom(ear, 'air')
    // Both hear the same mouth.
    await press(ear, 'Microphone')
    if (from === 'browser') {
      const page = await openPage(browser, server.port, 'Mouth')
      await page.locator('.room-card ::-p-text(air)').click()
      await page.waitForSelector('.call')
    } else {
      const where = ['--ip', '127.0.0.1', '--port', `${server.port}`, '--room', 'air', '--name', 'Mouth', '--json']
      const sound = ['--mic', `pulse:${air.microphone}`, '--speaker', 'null', '--transmission', 'open']
      mouth = new Program('client/main.js', [...where, ...sound, '--no-noise-suppression', '--no-auto-gain'], { env })
      await mouth.line(/"kind":"microphone","fine":true/)
    }
    await air.say(clickTrack(CLICKS, SETTLE_MS))
  } finally {
    await browser?.close()
    await mouth?.stop()
    await server?.stop()
  }
  const [left, right] = await recording.stop()
  await air.close()
  const said = clicksIn(left).slice(-CLICKS)
  const heard = clicksIn(right)
  const found = said.flatMap((at) => {
    const arrived = heard.find((one) => one > at && one < at + PATIENCE)
    return arrived === undefined ? [] : [arrived - at]
  })
  const [begin = 0, end = 0] = [said[0], said.at(-1)].map((ms) => Math.round(((ms ?? 0) * RATE) / 1_000))
  return { delays: found, lost: said.length - found.length, gaps: silence(right.subarray(begin, end)) }
}

async function openPage(browser: Browser, port: number, name: string): Promise<Page> {
  // A page in the background would be slowed down, so each has a window.
  const page = await (await browser.createBrowserContext()).newPage()
  await page.evaluateOnNewDocument(PLAIN_SOUND)
  await page.goto(`http://127.0.0.1:${port}/`)
  await enter(page, name)
  return page
}

/** Share of the blocks of 5 ms without any sound. What was said has hiss between its clicks. */
function silence(samples: Int16Array): number {
  let silent = 0
  for (let at = 0; at + BLOCK <= samples.length; at += BLOCK) {
    if (samples.subarray(at, at + BLOCK).every((sample) => Math.abs(sample) <= SILENT)) silent++
  }
  return silent / Math.floor(samples.length / BLOCK)
}

function delays({ delays: found, lost, gaps }: Heard): string {
  const [half, most] = [0.5, 0.95].map((share) => percentile(found, share).toFixed(0))
  return `p50 ${half} ms, p95 ${most} ms, gaps ${(100 * gaps).toFixed(2)} %${lost > 0 ? `, ${lost} of ${CLICKS} lost` : ''}`
}

/** Bytes of what a browser loads before anyone can talk, gzipped. */
function bundleBytes(): number {
  const loaded = readdirSync(BUILT).filter((name) => name.endsWith('.gz') && !name.includes('.png'))
  return loaded.reduce((sum, name) => sum + statSync(new URL(name, BUILT)).size, 0)
}
