import { join } from 'node:path'
import type { Page } from 'puppeteer-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../helpers/eventually.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { missing } from '../helpers/tools.ts'
import { readWavFile, writeWavFile } from '../helpers/wav-files.ts'
import { heardBy, useWebPages } from '../helpers/web-pages.ts'

const RATE = 48_000
/** The tone that each says, in Hz: whole periods in 10 ms. */
const TONES = { ann: 500, bo: 800, cy: 1_100, di: 1_700 }
type Name = keyof typeof TONES
/** Share of full scale of a tone, and its level in dBFS. */
const AMPLITUDE = 0.125
const SAID = 20 * Math.log10(AMPLITUDE)
/** dBFS below which a tone counts as not heard. A gap in other voices, on a busy machine, has a part at every frequency. */
const SILENT = SAID - 25

describe.skipIf(missing('chromium'))('sound between browsers and terminals', () => {
  const pages = useWebPages()

  beforeAll(async () => {
    for (const [name, hz] of Object.entries(TONES)) {
      const seconds = name === 'ann' || name === 'bo' ? 10 : 120
      await writeWavFile(join(pages.folder, `${name}.wav`), RATE, sine(hz, RATE, seconds * RATE, AMPLITUDE))
    }
  })

  /** How far each of the others is from the level they say, in dB; and the level of the own voice, in dBFS. */
  function ear(samples: Int16Array, self: Name): { off: number; self: number } {
    const others = Object.entries(TONES).filter(([name]) => name !== self)
    const off = others.map(([, hz]) => Math.abs(toneLevel(samples, hz, RATE) - SAID))
    return { off: Math.max(...off), self: toneLevel(samples, TONES[self], RATE) }
  }

  it('two browsers and two terminals hear each other within 1 dB, and never themselves', async () => {
    const ann = await pages.openIn('tones', 'Ann', { microphone: 'ann.wav' })
    const bo = await pages.openIn('tones', 'Bo', { microphone: 'bo.wav' })
    const cy = pages.joinTerminal(
      'tones',
      'Cy',
      '--mic',
      'cy.wav',
      '--speaker',
      'cy-heard.wav',
      '--transmission',
      'open',
    )
    const di = pages.joinTerminal(
      'tones',
      'Di',
      '--mic',
      'di.wav',
      '--speaker',
      'di-heard.wav',
      '--transmission',
      'open',
    )
    await Promise.all([cy.line(/"event":"joined"/), di.line(/"event":"joined"/)])
    const hears = async (page: Page, self: Name) => {
      const heard = ear(await heardBy(page), self)
      return heard.off < 1 ? heard.self : null
    }
    for (const [page, self] of [
      [ann, 'ann'],
      [bo, 'bo'],
    ] as const) {
      let own: number | null = null
      await eventually(async () => {
        own = await hears(page, self)
        return own
      }).not.toBeNull()
      expect(own).toBeLessThan(SILENT)
    }
    cy.type('/quit')
    di.type('/quit')
    await Promise.all([cy.exit, di.exit])
    for (const name of ['cy', 'di'] as const) {
      const { samples } = await readWavFile(join(pages.folder, `${name}-heard.wav`))
      // Half seconds: some hear all three without a gap. A gap has parts at every frequency.
      const length = RATE / 2
      const heard = Array.from({ length: Math.floor(samples.length / length) }, (_, i) =>
        ear(samples.subarray(i * length, (i + 1) * length), name),
      )
      const whole = heard.filter(({ off }) => off < 1)
      expect(whole.length).toBeGreaterThan(0)
      expect(Math.max(...whole.map(({ self }) => self))).toBeLessThan(SILENT)
    }
  })

  it('sends a voice by push to talk while Space is held, and not on a button', async () => {
    const ann = await pages.openIn('pushed', 'Ann', { microphone: 'ann.wav' })
    const bo = await pages.openIn('pushed', 'Bo', { microphone: 'bo.wav' })
    const level = async () => toneLevel(await heardBy(bo), TONES.ann, RATE)
    await eventually(level).toBeGreaterThan(SAID - 3)
    await ann.locator('.control.devices').click()
    await ann.locator('dialog select').wait()
    const modes = await ann.$$('dialog select')
    await modes.at(-1)!.select('push-to-talk')
    await ann.keyboard.press('Escape')
    await ann.waitForSelector('dialog', { hidden: true })
    await eventually(level).toBeLessThan(SILENT)
    await ann.evaluate('document.activeElement.blur()')
    await ann.keyboard.down(' ')
    await eventually(level).toBeGreaterThan(SAID - 3)
    await ann.keyboard.up(' ')
    await eventually(level).toBeLessThan(SILENT)
    // On a button, Space presses the button.
    await ann.focus('.call > .bar button')
    await ann.keyboard.press(' ')
    await ann.waitForSelector('.chat')
    expect(await level()).toBeLessThan(SILENT)
  })
})
