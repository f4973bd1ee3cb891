import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../helpers/eventually.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { missing } from '../helpers/tools.ts'
import { useWebPages } from '../helpers/use-web-pages.ts'
import { writeWavFile } from '../helpers/wav-files.ts'
import { heardBy } from '../helpers/web-pages.ts'

const RATE = 48_000
/** The tone that each says, in Hz: whole periods in 10 ms. */
const TONES = { ann: 500, bo: 800, cy: 1_100, di: 1_700 }
/** Bytes before the samples of a WAV file of one channel. */
const WAV_HEADER = 44
/** Samples of a tenth of a second: whole periods of each tone. */
const TENTH = RATE / 10
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

  /**
   * Level of the own voice in dBFS where all others are heard within 1 dB of what they say, in any tenth of a second; null if they
   * are not. On a busy machine most have a gap.
   */
  function ownVoiceAmong(samples: Int16Array, self: Name): number | null {
    for (let at = 0; at + TENTH <= samples.length; at += TENTH) {
      const level = (name: string) => toneLevel(samples.subarray(at, at + TENTH), TONES[name as Name], RATE)
      const others = Object.keys(TONES).filter((name) => name !== self)
      if (others.every((name) => Math.abs(level(name) - SAID) < 1)) return level(self)
    }
    return null
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
    const heardInFile = async (name: string) => {
      const bytes = await readFile(join(pages.folder, `${name}-heard.wav`))
      // The header is not complete while the file is written.
      return new Int16Array(bytes.buffer, bytes.byteOffset + WAV_HEADER, (bytes.length - WAV_HEADER) >> 1)
    }
    const heard = {
      ann: () => heardBy(ann),
      bo: () => heardBy(bo),
      cy: () => heardInFile('cy'),
      di: () => heardInFile('di'),
    }
    for (const [name, samples] of Object.entries(heard)) {
      const own = eventually(async () => ownVoiceAmong(await samples(), name as Name), name)
      await own.toSatisfy((level: number | null) => level !== null && level < SILENT)
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

  it.each([
    [16_000, 20],
    [44_100, 10],
  ])('has the right pitch and level at a server at %i Hz with frames of %i ms', async (rate, ms) => {
    await pages.server.stop()
    await pages.startServer('--rate', String(rate), '--frame', String(ms))
    await pages.openIn('rates', 'Ann', { microphone: 'ann.wav' })
    const bo = await pages.openIn('rates', 'Bo', { microphone: 'bo.wav' })
    await eventually(async () => {
      const level = toneLevel(await heardBy(bo, rate), TONES.ann, rate)
      return Math.abs(level - SAID)
    }).toBeLessThan(1)
  })
})
