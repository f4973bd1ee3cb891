import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Picture } from '../../src/screen/picture.ts'

const CHROMIUM = '/usr/bin/chromium'

/** A page of a browser that nobody sees, and what it complained of. */
export interface WatchedPage {
  readonly page: Page
  /** Errors of its console, what its policy refused among them, and exceptions. */
  readonly complaints: string[]
}

/**
 * Starts Chromium for the tests of this file. A root of its own, as in a container, has it without its sandbox.
 *
 * @returns what opens a page, in a profile of its own; it is closed after the test
 */
export function useBrowser(): (width?: number, height?: number) => Promise<WatchedPage> {
  let browser: Browser
  const opened: { close(): Promise<void> }[] = []

  beforeAll(async () => {
    const args = ['--disable-gpu', '--force-color-profile=srgb']
    if (process.getuid?.() === 0) args.push('--no-sandbox')
    browser = await puppeteer.launch({ executablePath: CHROMIUM, args })
  })
  afterAll(() => browser?.close())
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((context) => context.close()))
  })

  return async (width = 1280, height = 800) => {
    const context = await browser.createBrowserContext()
    opened.push(context)
    const page = await context.newPage()
    await page.setViewport({ width, height })
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    return { page, complaints }
  }
}

/** What is on a canvas, at its own size; default: that of the viewer's page. */
export async function canvasOf(page: Page, canvas = '#picture'): Promise<Picture> {
  const url = await page.$eval(canvas, (element) =>
    (element as unknown as { toDataURL(type: string): string }).toDataURL('image/png'),
  )
  return pictureOf(Buffer.from(url.split(',')[1]!, 'base64'))
}

/** The pixels of a PNG, from its bytes or a file. */
export async function pictureOf(png: Buffer | string): Promise<Picture> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, rgb: data }
}

/** Red, green and blue of a pixel on the canvas. */
export async function colourAt(page: Page, x: number, y: number): Promise<[number, number, number]> {
  const context = "document.querySelector('#picture').getContext('2d')"
  const pixel = await page.evaluate(`[...${context}.getImageData(${x}, ${y}, 1, 1).data]`)
  return (pixel as number[]).slice(0, 3) as [number, number, number]
}
