import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll } from 'vitest'

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
