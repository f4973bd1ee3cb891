import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { canvasOf, pictureOf } from '../helpers/browser.ts'
import { eventually } from '../helpers/eventually.ts'
import { Sharer } from '../helpers/sharer.ts'
import { psnr } from '../helpers/synthetic-pictures.ts'
import { sine } from '../helpers/tones.ts'
import { missing } from '../helpers/tools.ts'
import { useWebPages } from '../helpers/use-web-pages.ts'
import { readWavFile, writeWavFile } from '../helpers/wav-files.ts'
import { createRoom, enter, press, textOf } from '../helpers/web-pages.ts'
import { connect } from '../helpers/wire-client.ts'
import { XServer } from '../helpers/x-server.ts'

const RATE = 48_000
/** Tones in Hz: what the browsers say, and what the terminal says. */
const BROWSER = 500
const TERMINAL = 1_100

/** Lets the page share a drawn screen: that of Chromium's fake devices moves. */
const DRAWN_SCREEN = `{
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 })
  const context = canvas.getContext('2d')
  const draw = () => {
    context.fillStyle = '#dde'
    context.fillRect(0, 0, 640, 480)
    context.fillStyle = '#135'
    context.font = '32px sans-serif'
    for (let line = 1; line < 12; line++) context.fillText(line + ' The quick brown fox', 30, 40 * line)
  }
  draw()
  setInterval(draw, 100)
  window.drawn = () => canvas.toDataURL()
  navigator.mediaDevices.getDisplayMedia = async () => canvas.captureStream(15)
}`

describe.skipIf(missing('chromium'))('the web client', () => {
  const pages = useWebPages()
  const openPage = (width = 1280) => pages.open({ width, microphone: 'browser.wav' })

  beforeAll(async () => {
    await writeWavFile(join(pages.folder, 'browser.wav'), RATE, sine(BROWSER, RATE, 10 * RATE, 0.25))
    await writeWavFile(join(pages.folder, 'terminal.wav'), RATE, sine(TERMINAL, RATE, 20 * RATE, 0.25))
  })

  it('loads less than 90 kB before anyone can talk', async () => {
    const built = new URL('../../dist/web/app/', import.meta.url)
    const loaded = (await readdir(built)).filter((name) => name.endsWith('.gz') && !name.includes('.png'))
    const sizes = await Promise.all(loaded.map(async (name) => (await stat(new URL(name, built))).size))
    expect(loaded).toContain('app.js.gz')
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(90_000)
  })

  it('talks and writes with a terminal in the same room', async () => {
    const { page, complaints } = await openPage()
    await enter(page, 'Ann')
    await createRoom(page, 'standup')
    const terminal = pages.joinTerminal('standup', 'Bo', '--mic', 'terminal.wav', '--speaker', 'null')
    await terminal.line(/"event":"joined"/)
    // Each sees that the other talks.
    await eventually(() => textOf(page, '.person.talking .name')).toEqual(expect.arrayContaining(['Ann', 'Bo']))
    await terminal.line(/"event":"speaking".*"users":\[\d/)

    await press(page, 'Chat')
    await page.type('.chat textarea', 'Hello from a browser')
    await page.keyboard.press('Enter')
    await terminal.line(/"event":"said".*Hello from a browser/)
    terminal.type('Hello from a terminal')
    await eventually(() => textOf(page, '.log .text')).toEqual(['Hello from a browser', 'Hello from a terminal'])

    terminal.type('/quit')
    expect(await terminal.exit).toBe(0)
    expect(complaints).toEqual([])
  })

  it('connects two browsers by a call with pictures both ways, and brings both back', async () => {
    const [{ page: ann }, { page: bo }] = await Promise.all([openPage(), openPage(360)])
    await enter(ann, 'Cy')
    await enter(bo, 'Di')
    await ann.locator('::-p-xpath(//*[contains(@class, "here")][.//*[text()="Di"]]/button[last()])').click()
    await bo.waitForSelector('dialog.ring')
    expect(await textOf(ann, '.banner')).toEqual([expect.stringMatching(/Calling .*Di/)])
    await press(bo, 'Accept with video')
    for (const page of [ann, bo]) {
      await page.waitForSelector('.call.for-two')
      const remote = '.pictures .picture:not(.own) canvas'
      const sizeOf = () => page.$eval(remote, (canvas) => [canvas.width, canvas.height]).catch(() => null)
      await eventually(sizeOf).toEqual([640, 480])
      // The picture of Chromium's fake camera is green.
      const middle = () => page.$eval(remote, (canvas) => [...canvas.getContext('2d')!.getImageData(5, 240, 1, 1).data])
      await eventually(async () => {
        const [red = 0, green = 0, blue = 0] = await middle()
        return green > 80 && red < 80 && blue < 80
      }).toBe(true)
    }
    // Each hears the other.
    await eventually(() => textOf(bo, '.person.talking .name')).toEqual(expect.arrayContaining(['Cy', 'Di']))
    await press(ann, 'Hang up')
    for (const page of [ann, bo]) await page.waitForSelector('.lobby .recent-calls')
    expect(await textOf(bo, '.recent-calls .facts')).toEqual([expect.stringMatching(/^called you, \d+:\d\d/)])
    expect(await ann.$('.banner')).toBeNull()
  })

  it('shares a screen, then a camera, and a terminal gets the pictures', async () => {
    const { page } = await openPage()
    await page.evaluate(DRAWN_SCREEN)
    await enter(page, 'Kim')
    await createRoom(page, 'shown')
    let shots = 0
    const snapshot = async () => {
      const file = join(pages.folder, `${++shots}.png`)
      const saved = await pages.joinTerminal('shown', `Lou ${shots}`, '--snapshot', file).exit
      return saved === 0 ? pictureOf(file) : null
    }
    await press(page, 'Share screen')
    await page.waitForSelector('.picture.own')
    const seen = await snapshot()
    const drawn = String(await page.evaluate('drawn()')).split(',')[1]!
    const still = await pictureOf(Buffer.from(drawn, 'base64'))
    expect([seen?.width, seen?.height]).toEqual([640, 480])
    expect(psnr(seen!.rgb, still.rgb)).toBeGreaterThan(30)
    await press(page, 'Camera')
    await page.waitForSelector('.control.camera[aria-pressed=true]')
    const camera = await snapshot()
    expect([camera?.width, camera?.height]).toEqual([640, 480])
    // The picture of Chromium's fake camera is green.
    const at = 3 * (240 * 640 + 5)
    const [red = 255, green = 0, blue = 255] = camera!.rgb.subarray(at, at + 3)
    expect([red < 80, green > 80, blue < 80]).toEqual([true, true, true])
  })

  it.skipIf(missing('Xvfb', 'xsetroot', 'ffmpeg'))(
    'shows the screen of a terminal, and a camera beside it',
    async () => {
      const screen = await XServer.start(640, 480)
      onTestFinished(() => screen.stop())
      screen.run('xsetroot', '-mod', '20', '24', '-fg', '#ffe080', '-bg', '#204060')
      const { page, complaints } = await openPage()
      await enter(page, 'Max')
      await createRoom(page, 'watched')
      const env = { DISPLAY: screen.display, XDG_SESSION_TYPE: 'x11' }
      const terminal = pages.joinTerminalOn(
        env,
        'watched',
        'Nell',
        '--share',
        'screen',
        '--mic',
        'null',
        '--speaker',
        'null',
      )
      await eventually(async () => {
        const seen = await canvasOf(page, '.picture.screen canvas')
        return seen.width === 640 ? psnr(seen.rgb, screen.grab(640, 480)) : 0
      }).toBeGreaterThan(30)
      // There is no camera on a machine that runs tests: its pictures come over the wire, as from a terminal.
      const camera = await Sharer.enter(pages.server.port, 'Oz', 'watched', 'camera')
      await camera.wanted()
      await camera.sendHalves(320, 240, { r: 200, g: 40, b: 40 }, { r: 40, g: 40, b: 200 })
      await eventually(async () => {
        const { width, rgb } = await canvasOf(page, '.picture.camera canvas')
        return width === 320 ? [rgb[0]! > 180, rgb[2]! < 60, rgb[3 * 300]! < 60, rgb[3 * 300 + 2]! > 180] : []
      }).toEqual([true, true, true, true])
      // Enlarged, a click shows it at actual size, and another one fits it.
      await page.locator('.picture.screen figcaption button').click()
      await page.waitForSelector('.picture.screen [data-size=fitting]')
      await page.locator('.picture.screen canvas').click()
      await page.waitForSelector('.picture.screen [data-size=actual]')
      expect(await page.$eval('.picture.screen canvas', (canvas) => canvas.getBoundingClientRect().width)).toBe(640)
      await page.locator('.picture.screen canvas').click()
      await page.waitForSelector('.picture.screen [data-size=fitting]')
      await camera.wire.close()
      terminal.type('/quit')
      expect(await terminal.exit).toBe(0)
      expect(complaints).toEqual([])
    },
  )

  it('records nobody who refuses, and says so', async () => {
    const [{ page: ann }, { page: bo }] = await Promise.all([openPage(), openPage()])
    await enter(ann, 'Eve')
    await createRoom(ann, 'recorded')
    await enter(bo, 'Flo')
    await bo.locator('.room-card ::-p-text(recorded)').click()
    await bo.waitForSelector('.call')
    await press(ann, 'Record')
    await bo.waitForSelector('[role=alertdialog]')
    await press(bo, 'Do not record me')
    await eventually(() => textOf(bo, '.banner.recording strong')).toEqual(['You are not recorded.'])
    await press(ann, 'Stop recording')
    await eventually(() => bo.$('.banner.recording')).toBeNull()
    // Eve may download what was recorded: of Flo there is no track.
    await press(ann, 'More')
    await press(ann, 'Recordings')
    await ann.locator('summary').click()
    await eventually(async () => (await textOf(ann, 'details button')).join()).toMatch(/tracks\/\d+-eve\.wav/)
    const files = (await textOf(ann, 'details button')).join()
    expect(files).toContain('mix.wav')
    expect(files).not.toContain('flo')
    await (await ann.createCDPSession()).send('Browser.setDownloadBehavior', {
      behavior: 'allow',
      downloadPath: pages.folder,
      browserContextId: ann.browserContext().id!,
    })
    await ann.locator('details button ::-p-text(mix.wav)').click()
    const saved = async () => (await readdir(pages.folder)).find((name) => /mix\.wav$/.test(name))
    await eventually(saved).toMatch(/^recorded /)
    expect((await readWavFile(join(pages.folder, (await saved())!))).rate).toBe(RATE)
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
    await press(second, 'Log out')
    await second.waitForSelector('.landing')

    // Forgotten: the operator sees who asks, and hands over a code.
    await second.locator('.tabs ::-p-text(Log in)').click()
    await press(second, 'Forgot password')
    await press(second, 'Ask for a code')
    await eventually(() => textOf(second, '.card .notice')).toEqual([expect.stringContaining('The operator sees')])
    expect(await pages.ctl('account', 'asks')).toMatch(/^Gil .* 127\.0\.0\.1$/m)
    const code = (await pages.ctl('account', 'reset', 'Gil')).split('\n')[1]!
    await second.type('input[autocomplete=one-time-code]', code)
    await second.type('input[autocomplete=new-password]', 'close sesame')
    await second.click('button[type=submit]')
    await second.waitForSelector('.lobby')
    expect(await textOf(second, '.lobby .self')).toEqual(['Gil'])
  })

  it('stays logged in by a key after its tab is closed, until it logs out', async () => {
    const { page: first } = await openPage()
    await press(first, 'Sign up')
    await first.type('input[autocomplete=username]', 'Hal')
    await first.type('input[autocomplete=new-password]', 'open sesame')
    await first.click('button[type=submit]')
    await first.waitForSelector('.lobby')
    await press(first, 'Account')
    await eventually(() => textOf(first, 'dialog li span')).toEqual([
      expect.stringMatching(/^Chrome on Linux \(this device\)/),
    ])
    const context = first.browserContext()
    await first.close()
    const second = await context.newPage()
    await second.goto(`https://127.0.0.1:${pages.server.port}/`)
    await second.locator('::-p-text(Continue as)').click()
    await second.waitForSelector('.lobby')
    expect(await textOf(second, '.lobby .self')).toEqual(['Hal'])
    await press(second, 'Log out')
    await second.waitForSelector('.landing')
    const third = await context.newPage()
    await third.goto(`https://127.0.0.1:${pages.server.port}/`)
    await third.waitForSelector('.landing')
    expect((await textOf(third, 'button')).filter((text) => text?.startsWith('Continue'))).toEqual([])
  })

  it('is served on the own machine by chat-client web, where a login by key works as well', async () => {
    const line = await pages.runClient('gateway', 'web').line(/http:\/\/127\.0\.0\.1:\d+\/\w+/)
    const [url] = /http:\S+/.exec(line)!
    const { page } = await pages.open({ url, microphone: 'browser.wav' })
    await press(page, 'Sign up')
    await page.type('input[autocomplete=username]', 'Ida')
    await page.type('input[autocomplete=new-password]', 'open sesame')
    await page.click('button[type=submit]')
    await page.waitForSelector('.lobby')
    await press(page, 'Account')
    await eventually(async () => (await textOf(page, 'dialog li span')).length).toBe(1)
    const again = await page.browserContext().newPage()
    await again.goto(page.url())
    await page.close()
    await again.locator('::-p-text(Continue as)').click()
    await again.waitForSelector('.lobby')
  })

  it('is back in its room by itself after the server was killed and started again', async () => {
    const { page } = await openPage()
    await enter(page, 'Jo')
    await createRoom(page, 'restart')
    const { port } = pages.server
    await pages.server.stop('SIGKILL')
    await eventually(() => page.$('.banner')).not.toBeNull()
    await pages.startServer('--port', String(port))
    const bo = await connect(port)
    // What the server says, and not what the page remembers.
    await eventually(async () => {
      const { details } = await bo.ask({ action: 'list' })
      return (details as { room: string; users: number }[]).find(({ room }) => room === 'restart')?.users
    }).toBe(1)
    await page.waitForSelector('.call')
    await bo.close()
  })
})
