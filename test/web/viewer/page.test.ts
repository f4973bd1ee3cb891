import { createServer, connect as dial, type Server, type Socket } from 'node:net'
import type { Page } from 'puppeteer-core'
import { afterEach, describe, expect, it } from 'vitest'
import { Viewer } from '../../../src/client/viewer/viewer.ts'
import { systemClock } from '../../../src/lib/clock.ts'
import type { EncodedPicture } from '../../../src/screen/picture.ts'
import { canvasOf, colourAt, useBrowser } from '../../helpers/browser.ts'
import { eventually } from '../../helpers/eventually.ts'
import { desktopPicture, encodePicture, plainPicture, psnr } from '../../helpers/synthetic-pictures.ts'
import { missing } from '../../helpers/tools.ts'

const BUILT = new URL('../../../dist/web/app/', import.meta.url)
const ANN = { id: 1, name: 'Ann' }
const BO = { id: 2, name: 'Bo' }
const MEGABYTE = 1024 * 1024

/** Without the marks that keep the direction of a name to itself. */
const text = async (page: Page, selector: string) =>
  (await page.$eval(selector, (element) => element.textContent)).replace(/[\u2068\u2069]/g, '')
const news = (page: Page) => text(page, '#news')
const sizeOf = (page: Page) =>
  page.$eval('#picture', (canvas) => {
    const { width, height } = canvas.getBoundingClientRect()
    return [Math.round(width), Math.round(height)]
  })

const isFull = (page: Page) => page.evaluate('document.fullscreenElement !== null')

describe.skipIf(missing('chromium'))('the viewer page', () => {
  const openPage = useBrowser()
  const open: { close(): unknown }[] = []
  /** The pictures sent when a page selects a share, by the id of the sharer. */
  const pictures = new Map<number, EncodedPicture>()

  afterEach(async () => {
    pictures.clear()
    for (const one of open.splice(0).reverse()) await one.close()
  })

  async function openViewer(): Promise<Viewer> {
    const viewer: Viewer = await Viewer.open({
      clock: systemClock,
      page: BUILT,
      handlers: {
        wanted: (id) => {
          const picture = pictures.get(id)
          if (picture) viewer.show(id, picture)
        },
        unwanted: () => {},
        pages: () => {},
      },
    })
    open.push(viewer)
    return viewer
  }

  /** Opens the page of a viewer in which Ann shares a screen of 1600x900 pixels. */
  async function watchAnn() {
    const desktop = await desktopPicture(1600, 900, 'The quick brown fox')
    pictures.set(ANN.id, await encodePicture(desktop))
    const viewer = await openViewer()
    viewer.announce(ANN, 'screen')
    const { page, complaints } = await openPage(1280, 800)
    await page.goto(viewer.makeLink())
    await eventually(() => news(page)).toBe('Ann’s screen, 1600 by 900 pixels')
    return { viewer, desktop, page, complaints }
  }

  it('shows the exact picture, and removes the secret from its URL', async () => {
    const { desktop, page, complaints } = await watchAnn()
    const shown = await canvasOf(page)
    expect([shown.width, shown.height]).toEqual([1600, 900])
    expect(psnr(shown.rgb, desktop.rgb)).toBeGreaterThan(30)
    expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/view\/[0-9a-z]{25}\/$/)
    expect(await page.evaluate('document.cookie')).toBe('')
    expect((await page.title()).replace(/[\u2068\u2069]/g, '')).toBe('Ann’s screen – Parlor')
    await eventually(() => text(page, '#facts')).toMatch(/^1600 × 900 · (1 picture\/s|still)/)
    expect(complaints).toEqual([])
  })

  it('runs no script except its own', async () => {
    const { page, complaints } = await watchAnn()
    await page.evaluate(`{
      const script = document.createElement('script')
      script.textContent = 'document.title = "broken"'
      document.body.append(script)
    }`)
    expect(await page.title()).not.toBe('broken')
    expect(complaints.join()).toContain('Content Security Policy')
  })

  it('draws changes in order, including the last', async () => {
    const { viewer, page, complaints } = await watchAnn()
    const parts = await Promise.all(
      Array.from({ length: 60 }, async (_, step) => {
        const { rects } = await encodePicture(plainPicture(64, 64, step * 4, 255 - step * 4, 128))
        const rect = { ...rects[0]!, x: (step % 7) * 40, y: 100 }
        return { width: 1600, height: 900, keyframe: false, rects: [rect] }
      }),
    )
    for (const part of parts) {
      viewer.show(ANN.id, part)
      await new Promise(setImmediate)
    }
    // The last three cover earlier ones: 57 at 40, 58 at 80, 59 at 120.
    const redAt = async (x: number) => (await colourAt(page, x, 132))[0]
    await eventually(() => redAt(150)).toBeGreaterThan(59 * 4 - 6)
    expect(await redAt(100)).toBeLessThan(58 * 4 + 3)
    expect(await redAt(60)).toBeLessThan(57 * 4 + 3)
    expect(complaints).toEqual([])
  })

  it('fits the picture to the window, and shows actual size around the point of a click', async () => {
    const { page } = await watchAnn()
    await eventually(() => sizeOf(page)).toEqual([1280, 720])
    const place = () => page.$eval('#picture', (canvas) => canvas.getBoundingClientRect().toJSON())
    const before = await place()
    await page.mouse.click(900, 500)
    expect(await sizeOf(page)).toEqual([1600, 900])
    const after = await place()
    expect((900 - after.x) / 1600).toBeCloseTo((900 - before.x) / 1280, 2)
    expect((500 - after.y) / 900).toBeCloseTo((500 - before.y) / 720, 2)
    await page.mouse.move(900, 500)
    await page.mouse.down()
    await page.mouse.move(960, 530, { steps: 4 })
    await page.mouse.up()
    const dragged = await place()
    expect([dragged.x - after.x, dragged.y - after.y]).toEqual([60, 30])
    await page.mouse.click(900, 500)
    expect(await sizeOf(page)).toEqual([1280, 720])
    await page.setViewport({ width: 800, height: 800 })
    await eventually(() => sizeOf(page)).toEqual([800, 450])
  })

  it('supports all commands by keyboard, with a visible focus', async () => {
    const { viewer, page, complaints } = await watchAnn()
    await page.keyboard.press('z')
    expect(await sizeOf(page)).toEqual([1600, 900])
    expect(await page.$eval('#size', (button) => button.ariaPressed)).toBe('true')
    const left = () => page.$eval('#stage', (stage) => stage.scrollLeft)
    const from = await left()
    await page.keyboard.press('ArrowRight')
    expect(await left()).toBeGreaterThan(from)
    await page.keyboard.press('Enter')
    expect(await sizeOf(page)).toEqual([1280, 720])

    await page.keyboard.press('f')
    await eventually(() => isFull(page)).toBe(true)
    await page.keyboard.press('f')
    await eventually(() => isFull(page)).toBe(false)

    await page.keyboard.press('?')
    expect(await text(page, 'dialog[open] dl')).toContain('Full screen')
    await page.keyboard.press('Escape')
    expect(await page.$('dialog[open]')).toBeNull()

    pictures.set(BO.id, await encodePicture(plainPicture(640, 480, 200, 30, 30)))
    viewer.announce(BO, 'camera')
    await page.waitForSelector('#shares .camera')
    await page.keyboard.press('n')
    await eventually(() => news(page)).toBe('Bo’s camera, 640 by 480 pixels')
    expect((await colourAt(page, 5, 5))[0]).toBeGreaterThan(190)
    await page.keyboard.press('1')
    await eventually(() => news(page)).toBe('Ann’s screen, 1600 by 900 pixels')

    const rings: unknown[] = []
    for (let press = 0; press < 6; press++) {
      await page.keyboard.press('Tab')
      rings.push(
        await page.evaluate(`{
          const one = document.activeElement
          ;[one.id || one.className, getComputedStyle(one).outlineStyle].join(' ')
        }`),
      )
    }
    expect(rings).toEqual(['screen', 'camera', 'size', 'full', 'ask', 'stage'].map((id) => `${id} solid`))
    expect(complaints).toEqual([])
  })

  it('reports the end of a share, and shows it again when it restarts', async () => {
    const { viewer, page } = await watchAnn()
    viewer.ended(ANN.id)
    await eventually(() => news(page)).toContain('Ann stopped sharing')
    expect(await text(page, '#card')).toContain('Ann stopped sharing')
    expect(await text(page, '#facts')).toBe('')
    viewer.announce(ANN, 'screen')
    await eventually(() => news(page)).toBe('Ann’s screen, 1600 by 900 pixels')
    expect(await page.$eval('#card', (card) => card.checkVisibility())).toBe(false)
  })

  it('reports an unreachable server, and continues after it returns', async () => {
    const { viewer, page } = await watchAnn()
    viewer.away()
    await eventually(() => text(page, '#card')).toContain('Server unreachable')
    viewer.back()
    await eventually(() => page.$eval('#card', (card) => card.checkVisibility())).toBe(false)
    expect(await page.$eval('#stage', (stage) => stage.className)).toBe('')
  })

  it('reports the end of the meeting when the client exits', async () => {
    const { viewer, page } = await watchAnn()
    await viewer.close()
    await eventually(() => text(page, '#card')).toContain('Meeting ended')
    expect(await news(page)).toContain('Meeting ended')
  })

  it('reconnects after its connection was lost, through a tunnel on another port', async () => {
    pictures.set(ANN.id, await encodePicture(plainPicture(640, 480, 20, 200, 20)))
    const viewer = await openViewer()
    viewer.announce(ANN, 'screen')
    const sockets: Socket[] = []
    const tunnel: Server = createServer((near) => {
      const far = dial(viewer.port, '127.0.0.1')
      sockets.push(near, far)
      for (const socket of [near, far]) socket.on('error', () => socket.destroy())
      near.pipe(far).pipe(near)
    })
    await new Promise<void>((resolve) => tunnel.listen(0, '127.0.0.1', resolve))
    open.push(tunnel)
    const { port } = tunnel.address() as { port: number }
    const { page } = await openPage()
    await page.goto(viewer.makeLink().replace(`:${viewer.port}`, `:${port}`))
    await eventually(() => news(page)).toBe('Ann’s screen, 640 by 480 pixels')
    for (const socket of sockets.splice(0)) socket.destroy()
    await eventually(() => text(page, '#card')).toContain('Connection lost')
    const visible = () => page.$eval('#card', (card) => card.checkVisibility())
    await eventually(visible).toBe(false)
    viewer.show(ANN.id, await encodePicture(plainPicture(640, 480, 20, 20, 200)))
    await eventually(async () => (await colourAt(page, 5, 5))[2]).toBeGreaterThan(190)
    for (const socket of sockets) socket.destroy()
  })

  it('works in two tabs at once', async () => {
    const { viewer, desktop, page } = await watchAnn()
    const second = await openPage()
    await second.page.goto(viewer.makeLink())
    await eventually(() => news(second.page)).toBe('Ann’s screen, 1600 by 900 pixels')
    expect(psnr((await canvasOf(second.page)).rgb, desktop.rgb)).toBeGreaterThan(30)
    viewer.show(ANN.id, await encodePicture(plainPicture(1600, 900, 250, 250, 0)))
    for (const one of [page, second.page]) {
      await eventually(async () => (await colourAt(one, 5, 5))[0]).toBeGreaterThan(240)
    }
  })

  it('limits the pictures buffered while the tab is frozen, and shows the newest when it resumes', async () => {
    const { viewer, page } = await watchAnn()
    const debug = await page.createCDPSession()
    await debug.send('Debugger.enable')
    const paused = new Promise((resolve) => debug.once('Debugger.paused', resolve))
    await debug.send('Debugger.pause')
    void page.evaluate(() => 0).catch(() => {})
    await paused
    const noise = { width: 1600, height: 900, rgb: Buffer.alloc(1600 * 900 * 3) }
    for (let at = 0; at < noise.rgb.length; at++) noise.rgb[at] = Math.imul(at, 2654435761) >>> 24
    const large = await encodePicture(noise)
    const size = large.rects[0]!.jpeg.length
    const before = process.memoryUsage().arrayBuffers
    const rounds = Math.ceil((200 * MEGABYTE) / size)
    for (let round = 0; round < rounds; round++) {
      const rects = large.rects.map((rect) => ({ ...rect, jpeg: Buffer.from(rect.jpeg) }))
      viewer.show(ANN.id, { ...large, rects })
      await new Promise(setImmediate)
    }
    globalThis.gc?.()
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * MEGABYTE)
    viewer.show(ANN.id, await encodePicture(plainPicture(1600, 900, 10, 220, 10)))
    await debug.send('Debugger.resume')
    await eventually(async () => (await colourAt(page, 5, 5))[1]).toBeGreaterThan(210)
  })

  it('uses dark colours when the desktop does', async () => {
    const { page } = await watchAnn()
    const back = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }])
    const light = await back()
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
    expect([light, await back()]).toEqual(['rgb(238, 240, 244)', 'rgb(15, 17, 21)'])
  })
})
