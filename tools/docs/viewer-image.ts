import { readFileSync } from 'node:fs'
import puppeteer from 'puppeteer-core'
import sharp from 'sharp'
import { Viewer } from '../../src/client/viewer/viewer.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { EncodedPicture } from '../../src/screen/picture.ts'

const PAGE = new URL('../../dist/web/app/', import.meta.url)
const CHROMIUM = '/usr/bin/chromium'
const WIDTH = 1920
const HEIGHT = 1080
const ANN = { id: 1, name: 'Ann' }
const BO = { id: 2, name: 'Bo' }

/** Takes a screenshot of the viewer page, on which somebody shares a desktop with a terminal. */
export async function takeViewerImage(terminal: URL, image: URL): Promise<void> {
  const desktop = await desktopWith(readFileSync(terminal))
  const viewer: Viewer = await Viewer.open({
    clock: systemClock,
    page: PAGE,
    handlers: { wanted: (id) => viewer.show(id, desktop), unwanted: () => {}, pages: () => {} },
  })
  viewer.announce(ANN, 'screen')
  viewer.announce(BO, 'camera')
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await puppeteer.launch({ executablePath: CHROMIUM, args })
  try {
    const page = await browser.newPage()
    await page.setViewport({ width: 1000, height: 613 })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
    await page.goto(viewer.makeLink())
    await page.waitForSelector('#picture:not([hidden])')
    const shot = await page.screenshot()
    await sharp(shot).png({ palette: true, effort: 10 }).toFile(image.pathname)
  } finally {
    await browser.close()
    await viewer.close()
  }
}

async function desktopWith(terminal: Buffer): Promise<EncodedPicture> {
  const wall = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#1f4e5f"/><stop offset="1" stop-color="#3d2c55"/>
    </linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/></svg>`)
  const window = await sharp(terminal, { density: 130 }).resize({ width: 1500, height: 900, fit: 'inside' }).toBuffer()
  const jpeg = await sharp(wall)
    .composite([{ input: window }])
    .jpeg({ quality: 90 })
    .toBuffer()
  const rect = { x: 0, y: 0, w: WIDTH, h: HEIGHT, jpeg }
  return { width: WIDTH, height: HEIGHT, keyframe: true, rects: [rect] }
}
