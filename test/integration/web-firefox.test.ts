import { join } from 'node:path'
import puppeteer, { type Browser } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../helpers/eventually.ts'
import { PulseServer } from '../helpers/pulse.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { missing } from '../helpers/tools.ts'
import { useWebPages } from '../helpers/use-web-pages.ts'
import { writeWavFile } from '../helpers/wav-files.ts'
import { createRoom, enter, heardBy, press, TAP, textOf } from '../helpers/web-pages.ts'

const RATE = 48_000
const TONE = 1_100
const AMPLITUDE = 0.125
const SAID = 20 * Math.log10(AMPLITUDE)

describe.skipIf(missing('firefox-esr', 'pulseaudio', 'pactl'))('the web client in Firefox', () => {
  const pages = useWebPages()
  let browser: Browser
  let pulse: PulseServer

  beforeAll(async () => {
    // Without a sound card Firefox plays nothing, and its audio does not run.
    pulse = await PulseServer.start('speaker')
    browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: '/usr/bin/firefox-esr',
      acceptInsecureCerts: true,
      env: { ...process.env, ...pulse.env },
      extraPrefsFirefox: {
        // A microphone that beeps, which the page gets without a question.
        'media.navigator.streams.fake': true,
        'media.navigator.permission.disabled': true,
        // A click by WebDriver does not always count as one of the user.
        'media.autoplay.default': 0,
        'media.autoplay.blocking_policy': 0,
      },
    })
  })
  afterAll(async () => {
    await browser?.close()
    await pulse?.stop()
  })

  it('joins a room, writes, hears a terminal and is heard', async () => {
    await writeWavFile(join(pages.folder, 'terminal.wav'), RATE, sine(TONE, RATE, 120 * RATE, AMPLITUDE))
    const page = await browser.newPage()
    await page.evaluateOnNewDocument(TAP)
    await page.goto(`https://127.0.0.1:${pages.server.port}/`)
    await enter(page, 'Fay')
    await createRoom(page, 'foxes')
    const sound = ['--mic', 'terminal.wav', '--speaker', 'null', '--transmission', 'open']
    const terminal = pages.joinTerminal('foxes', 'Bo', ...sound)
    await terminal.line(/"event":"joined"/)
    await eventually(async () => Math.abs(toneLevel(await heardBy(page), TONE, RATE) - SAID)).toBeLessThan(1)
    await terminal.line(/"event":"speaking".*"users":\[\d/)

    await press(page, 'Chat')
    await page.type('.chat textarea', 'Hello from Firefox')
    await page.keyboard.press('Enter')
    await terminal.line(/"event":"said".*Hello from Firefox/)
    terminal.type('Hello from a terminal')
    await eventually(() => textOf(page, '.log .text')).toEqual(['Hello from Firefox', 'Hello from a terminal'])
    terminal.type('/quit')
    expect(await terminal.exit).toBe(0)
  })
})
