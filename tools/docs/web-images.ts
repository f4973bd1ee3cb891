import { join } from 'node:path'
import type { Page } from 'puppeteer-core'
import sharp from 'sharp'
import { sine } from '../../test/helpers/tones.ts'
import { writeWavFile } from '../../test/helpers/wav-files.ts'
import { press, WebPages } from '../../test/helpers/web-pages.ts'

const RATE = 48_000
/** ms until people are shown as talking and the page is still. */
const REST = 1_500

/** Takes screenshots of the page: the landing page, and a room on a computer and in a narrow window. */
export async function takeWebImages(images: URL): Promise<void> {
  const pages = new WebPages([])
  await pages.start()
  try {
    await writeWavFile(join(pages.folder, 'talk.wav'), RATE, sine(220, RATE, 600 * RATE, 0.1))
    const open = ['--create', '--transmission', 'open', '--speaker', 'null', '--mic']
    const [bo, zoe, mueller] = [
      pages.joinTerminal('standup', 'Bo', ...open, 'talk.wav'),
      pages.joinTerminal('standup', 'Zoë', ...open, 'null'),
      pages.joinTerminal('standup', 'Müller', ...open, 'null'),
    ]
    const priya = pages.joinTerminal('planning', 'Priya', ...open, 'null')
    for (const one of [bo, zoe, mueller, priya]) await one.line(/"event":"joined"/)
    mueller.type('/mute')
    zoe.type('/hand')

    const { page } = await pages.open({ width: 960, height: 600 })
    await shoot(page, 'light', new URL('web-landing.png', images))
    await page.type('input[autocomplete=username]', 'Ann')
    await page.click('button[type=submit]')
    await page.waitForSelector('.room-card')
    await page.locator('.room-card ::-p-text(standup)').click()
    await page.waitForSelector('.call')
    await press(page, 'Chat')
    await page.waitForSelector('.chat')
    bo.type('good morning! the build on the lab machine is green again')
    await page.waitForSelector('.chat .said')
    zoe.type('Ann: do you take the notes today?')
    await page.waitForSelector('.chat .mention')
    await page.type('.chat textarea', 'yes, from a browser this time\n')
    await page.waitForSelector('.chat .mine')
    await page.setViewport({ width: 1180, height: 680 })
    await shoot(page, 'light', new URL('web-room.png', images))
    await page.locator('.call > .bar button').click()
    await page.setViewport({ width: 390, height: 760 })
    await shoot(page, 'dark', new URL('web-phone.png', images))
  } finally {
    await pages.clear()
    await pages.stop()
  }
}

async function shoot(page: Page, scheme: 'light' | 'dark', image: URL): Promise<void> {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
  await new Promise((resolve) => setTimeout(resolve, REST))
  const shot = await page.screenshot()
  await sharp(shot).png({ palette: true, effort: 10 }).toFile(image.pathname)
}
