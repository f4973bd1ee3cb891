import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'puppeteer-core'
import { describe, expect, it } from 'vitest'
import { eventually } from '../helpers/eventually.ts'
import { missing } from '../helpers/tools.ts'
import { useWebPages } from '../helpers/use-web-pages.ts'
import { enter, press, textOf } from '../helpers/web-pages.ts'

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The element that has the focus, and its outline; an empty name for none. */
const FOCUSED = `(() => {
  const element = document.activeElement
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const label = element.getAttribute('aria-label') ?? element.textContent
  return [element === document.body ? '' : element.tagName + ' ' + label, outlineStyle + ' ' + outlineWidth]
})()`

/** Names of the visible controls whose icon is not inside them. */
const ICONS_ASIDE = `[...document.querySelectorAll('.controls button')].filter((button) => {
  const [outer, inner] = [button, button.querySelector('svg')].map((one) => one.getBoundingClientRect())
  const isInside = inner.width > 10 && inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top
  return button.checkVisibility() && !isInside
}).map((button) => button.textContent)`

/** What axe finds in the page as it is, wide and narrow, light and dark: the rule and the elements. */
async function findings(page: Page): Promise<string[]> {
  // The policy of the page lets no script in; the debugger runs it anyway.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(await axe)
  const found: string[] = []
  for (const width of [1280, 360]) {
    await page.setViewport({ width, height: 800 })
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
      // A dark page differs from a light one in its colours alone.
      const rules = scheme === 'dark' ? "{ runOnly: ['color-contrast'] }" : '{}'
      const { violations } = (await page.evaluate(`axe.run(${rules})`)) as AxeResults
      for (const { id, nodes } of violations) {
        for (const { html } of nodes) found.push(`${width} ${scheme} ${id}: ${html.slice(0, 120)}`)
      }
    }
  }
  return found
}

describe.skipIf(missing('chromium'))('the accessibility of the web client', () => {
  const pages = useWebPages()

  it('has no finding of axe in the ways in and the list of rooms', async () => {
    const { page } = await pages.open()
    const found: Record<string, string[]> = {}
    found.guest = await findings(page)
    await press(page, 'Log in')
    await page.click('button[type=submit]')
    found['log in'] = await findings(page)
    await press(page, 'Forgot password')
    found.reset = await findings(page)
    await press(page, 'Sign up')
    found['sign up'] = await findings(page)
    await press(page, 'Join as guest')
    await enter(page, 'Ann')
    found['no rooms'] = await findings(page)
    await press(page, 'Create room')
    await page.waitForSelector('dialog')
    found['create room'] = await findings(page)
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog', { hidden: true })
    const other = await pages.open()
    await enter(other.page, 'Bo')
    await press(other.page, 'Create room')
    await other.page.waitForSelector('dialog')
    await other.page.type('dialog input', 'private')
    await other.page.type('dialog input[type=password]', 'secret')
    await other.page.click('dialog button[type=submit]')
    await page.waitForSelector('.room-card')
    found.rooms = await findings(page)
    await press(page, 'Recordings')
    await page.waitForSelector('dialog .hint')
    found.recordings = await findings(page)
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog', { hidden: true })
    await press(page, 'Settings')
    await page.waitForSelector('dialog')
    found.settings = await findings(page)
    await page.goto(`https://127.0.0.1:${pages.server.port}/trust`)
    found.trust = await findings(page)
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((view) => [view, []])))
  })

  it('has no finding of axe in a room with people, pictures, chat, recording and every dialog', async () => {
    const page = await pages.openIn('meeting', 'Ann')
    const found: Record<string, string[]> = { alone: await findings(page) }
    const bo = await pages.openIn('meeting', 'שלום Bo')
    await press(bo, 'Camera')
    await press(bo, 'Record')
    await page.waitForSelector('[role=alertdialog]')
    await page.waitForSelector('.pictures')
    found.consent = await findings(page)
    await page.setViewport({ width: 1280, height: 800 })
    await page.locator('[role=alertdialog] .primary').click()
    await page.waitForSelector('dialog', { hidden: true })
    await press(bo, 'Chat')
    await bo.type('.chat textarea', '@Ann hello\n')
    await page.waitForSelector('.badge')
    found.room = await findings(page)
    await page.setViewport({ width: 1280, height: 800 })
    await page.locator('.call > .bar button').click()
    await page.waitForSelector('.chat')
    found.chat = await findings(page)
    await page.setViewport({ width: 1280, height: 800 })
    for (const dialog of ['Devices', 'Settings', 'More']) {
      await press(page, dialog)
      await page.waitForSelector('dialog')
      found[dialog] = await findings(page)
      await page.keyboard.press('Escape')
      await page.setViewport({ width: 1280, height: 800 })
      await page.waitForSelector('dialog', { hidden: true })
    }
    await page.locator('li:nth-child(2) > .person').click()
    await page.waitForSelector('dialog')
    found.person = await findings(page)
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((view) => [view, []])))
  })

  it('reaches everything in a room by the keyboard, each with a visible focus', async () => {
    const page = await pages.openIn('keys', 'Ann')
    await page.keyboard.press('c')
    await page.waitForSelector('.chat')
    const wanted = await page.$$eval('.call button:not(:disabled), .call textarea, .log', (all) => all.length)
    const seen = new Set<string>()
    await page.evaluate('document.activeElement.blur()')
    for (let i = 0; i < 2 * wanted; i++) {
      await page.keyboard.press('Tab')
      const [name, outline] = (await page.evaluate(FOCUSED)) as [string, string]
      if (name === '') continue
      seen.add(name!)
      expect(`${name}: ${outline}`).toBe(`${name}: solid 3px`)
    }
    expect(seen.size).toBe(wanted)
  })

  it('returns the focus to the button that opened a dialog, and refuses to be recorded by Escape', async () => {
    const page = await pages.openIn('focus', 'Ann')
    await page.focus('.control.settings')
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog')
    expect(await page.$('dialog :focus')).not.toBeNull()
    const bo = await pages.openIn('focus', 'Bo')
    await press(bo, 'Record')
    // The question is above the dialog that was open.
    await page.waitForSelector('[role=alertdialog]')
    expect(await textOf(page, ':focus')).toEqual(['Do not record me'])
    await page.keyboard.press('Escape')
    await eventually(() => textOf(page, '.banner.recording strong')).toEqual(['You are not recorded.'])
    await page.waitForSelector('[role=alertdialog]', { hidden: true })
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog', { hidden: true })
    expect(await page.$('.control.settings:focus')).not.toBeNull()
  })

  it('tells a screen reader who came, wrote and left while the chat is closed', async () => {
    const page = await pages.openIn('told', 'Ann')
    const told = () =>
      page.$eval('.unseen[role=status]', (status) => status.textContent?.replace(/[\u2068\u2069]/g, ''))
    const bo = await pages.openIn('told', 'Bo')
    await eventually(told).toBe('Bo joined')
    await press(bo, 'Chat')
    await bo.type('.chat textarea', 'hello\n')
    await eventually(told).toBe('Bo: hello')
    await press(bo, 'Leave')
    await eventually(told).toBe('Bo left')
  })

  it('never scrolls sideways, at 360 pixels and zoomed to 200 and 400 %', async () => {
    const page = await pages.openIn('a room with a rather long name', 'Ann with a rather long name')
    await pages.openIn('a room with a rather long name', 'שלום')
    await press(page, 'Chat')
    for (const [width, height] of [
      [360, 640],
      [640, 400],
      [320, 256],
    ] as const) {
      await page.setViewport({ width, height })
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect([width, overflow]).toEqual([width, 0])
      // Everything of the bar is within the window, once scrolled to.
      const boxes = await page.$$eval('.controls button', (all) =>
        all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect().right),
      )
      expect(Math.max(...boxes)).toBeLessThanOrEqual(width)
      expect(await page.evaluate(ICONS_ASIDE)).toEqual([])
    }
  })
})
