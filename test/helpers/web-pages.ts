import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { Program, runProgram } from './program.ts'
import { type ServerProcess, startServer } from './server-process.ts'

/** A page of the web client in a profile of its own, and what it complained of: errors of its console, and exceptions. */
export interface OpenedPage {
  readonly page: Page
  readonly complaints: string[]
}

const plain = { noiseSuppression: false, echoCancellation: false, automaticGain: false, mode: 'open' }
/** The settings of a page that sends its microphone as it is; those that a test sets meanwhile remain. */
export const PLAIN_SOUND = `localStorage['parlor preferences'] ??= '${JSON.stringify(plain)}'`

/** Listens to what the page plays. `heard()` returns the last 0.7 s. */
export const TAP = `{
  const connect = AudioNode.prototype.connect
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      const tap = new AnalyserNode(this.context, { fftSize: 32768 })
      connect.call(this, tap)
      window.heard = () => {
        const samples = new Float32Array(tap.fftSize)
        tap.getFloatTimeDomainData(samples)
        // As a text: browsers take long to hand over thousands of numbers, and play nothing meanwhile.
        const bytes = new Uint8Array(Int16Array.from(samples, (sample) => Math.round(32767 * sample)).buffer)
        let text = ''
        for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
        return btoa(text)
      }
    }
    return connect.call(this, to, ...rest)
  }
}`

/** A server with its page, and browsers that open it. */
export class WebPages {
  folder = ''
  server!: ServerProcess
  readonly #browsers = new Map<string, Browser>()
  readonly #opened: { close(): Promise<void> }[] = []
  readonly #pages: OpenedPage[] = []
  readonly #programs: Program[] = []
  readonly #serverArgs: readonly string[]
  /** Rooms that `openIn` created; they last as long as somebody is in them, which is as long as a test. */
  readonly #rooms = new Set<string>()

  constructor(serverArgs: readonly string[]) {
    this.#serverArgs = serverArgs
  }

  async start(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'parlor-web-'))
    await this.startServer()
  }

  /** Starts the server, or starts it again. @param args further arguments */
  async startServer(...args: string[]): Promise<void> {
    const kept = ['recordings', 'accounts', 'ctl'].flatMap((what) => [`--${what}`, join(this.folder, what)])
    this.server = await startServer([...kept, ...this.#serverArgs, ...args], {
      env: { ...process.env, XDG_STATE_HOME: this.folder },
    })
  }

  /** Runs `chat-server ctl` for the server. @returns its output */
  async ctl(...args: string[]): Promise<string> {
    return (await runProgram('server/main.js', ['ctl', '--ctl', join(this.folder, 'ctl'), ...args])).text
  }

  async stop(): Promise<void> {
    for (const browser of this.#browsers.values()) await browser.close()
    await this.server?.stop()
    await rm(this.folder, { recursive: true, force: true })
  }

  /** What each open page shows, with what its console complained of: for a test that failed. */
  async shown(): Promise<string> {
    const texts = this.#pages.map(async ({ page, complaints }) => {
      const text = await page.evaluate('document.body.innerText').catch(String)
      return [`--- ${page.url()}`, text, ...complaints].join('\n')
    })
    return (await Promise.all(texts)).join('\n')
  }

  /** Closes the pages and programs of a test. */
  async clear(): Promise<void> {
    this.#rooms.clear()
    this.#pages.length = 0
    for (const program of this.#programs.splice(0)) program.child.kill()
    await Promise.all(this.#opened.splice(0).map((context) => context.close()))
  }

  /**
   * Opens the page, encrypted.
   *
   * @param size of the window in CSS pixels
   * @param microphone name of a file in the folder that is played into the microphone, which is sent as it is and always;
   *   default: Chromium's own beeps, processed by the browser
   * @param url default: the page of the server
   */
  async open({
    width = 1280,
    height = 800,
    microphone = '',
    url = `https://127.0.0.1:${this.server.port}/`,
  } = {}): Promise<OpenedPage> {
    const browser = await this.#browser(microphone)
    const context = await browser.createBrowserContext()
    this.#opened.push(context)
    const page = await context.newPage()
    await page.setViewport({ width, height })
    if (microphone !== '') await page.evaluateOnNewDocument(PLAIN_SOUND)
    await page.evaluateOnNewDocument(TAP)
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    this.#pages.push({ page, complaints })
    await page.goto(url)
    return { page, complaints }
  }

  /** Opens the page, enters with a name and joins a room, which the first one creates. */
  async openIn(room: string, name: string, options?: Parameters<WebPages['open']>[0]): Promise<Page> {
    const { page } = await this.open(options)
    await enter(page, name)
    const card = `::-p-xpath(//*[contains(@class,"room-card")]//bdi[text()="${room}"])`
    // The list of rooms may come after the page is shown.
    if (this.#rooms.has(room)) {
      await page.locator(card).click()
      await page.waitForSelector('.call')
    } else await createRoom(page, room)
    this.#rooms.add(room)
    return page
  }

  /** Starts a client in a terminal that joins a room. */
  joinTerminal(room: string, name: string, ...args: string[]): Program {
    return this.joinTerminalOn({}, room, name, ...args)
  }

  /** The same, with changes of the environment, such as `DISPLAY`. */
  joinTerminalOn(env: NodeJS.ProcessEnv, room: string, name: string, ...args: string[]): Program {
    const quiet = ['--no-noise-suppression', '--no-auto-gain', '--json']
    return this.#runClient(name, env, ['--room', room, '--name', name, ...quiet, ...args])
  }

  /** Runs `chat-client` for the server. @param home name of the folder for what it keeps */
  runClient(home: string, ...args: string[]): Program {
    return this.#runClient(home, {}, args)
  }

  #runClient(home: string, changes: NodeJS.ProcessEnv, args: readonly string[]): Program {
    const [state, noDisplay] = [join(this.folder, home), { DISPLAY: '', WAYLAND_DISPLAY: '', SSH_CONNECTION: '' }]
    const where = ['--ip', '127.0.0.1', '--port', String(this.server.port)]
    const program = new Program('client/main.js', [...args, ...where], {
      cwd: this.folder,
      env: { XDG_STATE_HOME: state, XDG_CONFIG_HOME: state, ...noDisplay, ...changes },
    })
    this.#programs.push(program)
    return program
  }

  /** One browser for each microphone: the file is an option of the whole program. */
  async #browser(microphone: string): Promise<Browser> {
    const running = this.#browsers.get(microphone)
    if (running) return running
    const args = [
      '--disable-gpu',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--auto-select-desktop-capture-source=Entire screen',
      '--ignore-certificate-errors',
      '--force-prefers-reduced-motion',
    ]
    if (microphone !== '') args.push(`--use-file-for-fake-audio-capture=${join(this.folder, microphone)}`)
    if (process.getuid?.() === 0) args.push('--no-sandbox')
    const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args })
    this.#browsers.set(microphone, browser)
    return browser
  }
}

export async function enter(page: Page, name: string): Promise<void> {
  await page.type('input[autocomplete=username]', name)
  await page.click('button[type=submit]')
  await page.waitForSelector('.lobby')
}

export async function createRoom(page: Page, room: string): Promise<void> {
  await press(page, 'Create room')
  await page.waitForSelector('dialog')
  await page.type('dialog input', room)
  await page.click('dialog button[type=submit]')
  await page.waitForSelector('.call')
}

/** Clicks the button with this name. */
export async function press(page: Page, name: string): Promise<void> {
  await page.locator(`::-p-aria([name="${name}"][role="button"])`).click()
}

/** What a page played last, at the rate of the server: up to 0.68 s, in whole periods of all tones of a multiple of 100 Hz. */
export async function heardBy(page: Page, rate = 48_000): Promise<Int16Array> {
  const bytes = Buffer.from((await page.evaluate('heard()')) as string, 'base64')
  const samples = new Int16Array(new Uint8Array(bytes).buffer)
  return samples.subarray(0, Math.floor(samples.length / (rate / 100)) * (rate / 100))
}

export const textOf = (page: Page, selector: string) =>
  page.$$eval(selector, (all) => all.map((element) => element.textContent))
