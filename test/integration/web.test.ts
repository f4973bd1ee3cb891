import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../helpers/eventually.ts'
import { Program } from '../helpers/program.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { missing } from '../helpers/tools.ts'
import { readWavFile, writeWavFile } from '../helpers/wav-files.ts'

const RATE = 48_000
/** Tones in Hz: what the browsers say, and what the terminal says. */
const BROWSER = 500
const TERMINAL = 1_100

describe.skipIf(missing('chromium'))('the web client', () => {
  let folder: string
  let server: ServerProcess
  let browser: Browser
  const opened: { close(): Promise<void> }[] = []
  const programs: Program[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parlor-web-'))
    await writeWavFile(join(folder, 'browser.wav'), RATE, sine(BROWSER, RATE, 10 * RATE, 0.25))
    await writeWavFile(join(folder, 'terminal.wav'), RATE, sine(TERMINAL, RATE, 20 * RATE, 0.25))
    server = await startServer(
      ['--recordings', join(folder, 'recordings'), '--accounts', join(folder, 'accounts')],
      {
        env: { ...process.env, XDG_STATE_HOME: folder },
      },
    )
    const args = [
      '--disable-gpu',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${join(folder, 'browser.wav')}`,
      '--ignore-certificate-errors',
      '--force-prefers-reduced-motion',
    ]
    if (process.getuid?.() === 0) args.push('--no-sandbox')
    browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })
  afterEach(async () => {
    for (const program of programs.splice(0)) program.child.kill()
    await Promise.all(opened.splice(0).map((context) => context.close()))
  })

  /** Opens the page, encrypted, in a profile of its own. */
  async function openPage(width = 1280): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.createBrowserContext()
    opened.push(context)
    const page = await context.newPage()
    await page.setViewport({ width, height: 800 })
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(`https://127.0.0.1:${server.port}/`)
    return { page, complaints }
  }

  async function enter(page: Page, name: string): Promise<void> {
    await page.type('input[autocomplete=username]', name)
    await page.click('button[type=submit]')
    await page.waitForSelector('.lobby')
  }

  async function createRoom(page: Page, room: string): Promise<void> {
    await press(page, 'Create room')
    await page.waitForSelector('dialog')
    await page.type('dialog input', room)
    await page.click('dialog button[type=submit]')
    await page.waitForSelector('.call')
  }

  /** Clicks the button with this text. */
  async function press(page: Page, text: string): Promise<void> {
    await page.locator(`::-p-text(${text})`).click()
  }

  const textOf = (page: Page, selector: string) =>
    page.$$eval(selector, (all) => all.map((element) => element.textContent))

  function joinTerminal(room: string, name: string, ...args: string[]): Program {
    const where = ['--ip', '127.0.0.1', '--port', String(server.port), '--room', room]
    const quiet = ['--no-noise-suppression', '--no-auto-gain', '--json']
    const program = new Program('client/main.js', [...where, '--name', name, ...quiet, ...args], {
      cwd: folder,
      env: { XDG_STATE_HOME: join(folder, name), XDG_CONFIG_HOME: join(folder, name) },
    })
    programs.push(program)
    return program
  }

  it('talks and writes with a terminal in the same room, and hears everyone but itself', async () => {
    const { page, complaints } = await openPage()
    await enter(page, 'Ann')
    await createRoom(page, 'standup')
    const terminal = joinTerminal('standup', 'Bo', '--mic', 'terminal.wav', '--speaker', 'heard.wav')
    await terminal.line(/"event":"joined"/)
    // Each sees that the other talks.
    await eventually(() => textOf(page, '.person.talking .name')).toEqual(
      expect.arrayContaining(['Ann', 'Bo']),
    )
    await terminal.line(/"event":"speaking".*"users":\[\d/)

    await press(page, 'Chat')
    await page.type('.chat textarea', 'Hello from a browser')
    await page.keyboard.press('Enter')
    await terminal.line(/"event":"said".*Hello from a browser/)
    terminal.type('Hello from a terminal')
    await eventually(() => textOf(page, '.log .text')).toEqual([
      'Hello from a browser',
      'Hello from a terminal',
    ])

    const heard = () => readWavFile(join(folder, 'heard.wav'))
    await terminal.line(/terminal\.wav has ended/)
    terminal.type('/quit')
    expect(await terminal.exit).toBe(0)
    const { samples } = await heard()
    // The browser's own processing changes the level of a tone; without it the tone is at -15 dBFS.
    expect(toneLevel(samples, BROWSER, RATE)).toBeGreaterThan(-45)
    expect(toneLevel(samples, TERMINAL, RATE)).toBeLessThan(-60)
    expect(complaints).toEqual([])
  })

  it('shows a camera of one browser in another', async () => {
    const [{ page: ann }, { page: bo }] = await Promise.all([openPage(), openPage(360)])
    await enter(ann, 'Cy')
    await createRoom(ann, 'camera')
    await enter(bo, 'Di')
    await press(bo, 'camera')
    await bo.waitForSelector('.call')
    await press(bo, 'Camera')
    const sizeOf = () =>
      ann.$eval('.pictures canvas', (canvas) => [canvas.width, canvas.height]).catch(() => null)
    await eventually(sizeOf).toEqual([640, 480])
    // The picture of Chromium's fake camera is green.
    const middle = () =>
      ann.$eval('.pictures canvas', (canvas) => [...canvas.getContext('2d')!.getImageData(5, 240, 1, 1).data])
    await eventually(async () => {
      const [red = 0, green = 0, blue = 0] = await middle()
      return green > 80 && red < 80 && blue < 80
    }).toBe(true)
    await press(bo, 'Stop sharing')
    await eventually(() => ann.$('.pictures')).toBeNull()
  })

  it('records nobody who refuses, and says so', async () => {
    const [{ page: ann }, { page: bo }] = await Promise.all([openPage(), openPage()])
    await enter(ann, 'Eve')
    await createRoom(ann, 'recorded')
    await enter(bo, 'Flo')
    await press(bo, 'recorded')
    await bo.waitForSelector('.call')
    await press(ann, 'Record')
    await bo.waitForSelector('[role=alertdialog]')
    await press(bo, 'Do not record me')
    await eventually(() => textOf(bo, '.banner.recording strong')).toEqual(['You are not recorded.'])
    await press(ann, 'Stop recording')
    await eventually(() => bo.$('.banner.recording')).toBeNull()
  })

  it('signs up, logs out, and logs in from another browser', async () => {
    const { page: first } = await openPage()
    await press(first, 'Sign up')
    await first.type('input[autocomplete=username]', 'Gil')
    await first.type('input[autocomplete=new-password]', 'open sesame')
    await first.click('button[type=submit]')
    await first.waitForSelector('.lobby')
    await press(first, 'Log out')
    await first.waitForSelector('.landing')
    const { page: second } = await openPage()
    // As a guest the name is refused, and the form asks for the password.
    await second.type('input[autocomplete=username]', 'Gil')
    await second.click('button[type=submit]')
    await second.waitForSelector('input[autocomplete=current-password]')
    await second.type('input[autocomplete=current-password]', 'wrong password')
    await second.click('button[type=submit]')
    await eventually(() => textOf(second, '.problem')).toEqual(['The password is wrong. Try again.'])
    await second.$eval('input[autocomplete=current-password]', (input) => {
      input.value = ''
    })
    await second.type('input[autocomplete=current-password]', 'open sesame')
    await second.click('button[type=submit]')
    await second.waitForSelector('.lobby')
  })
})
