import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keys, type Screen } from '../helpers/screen.ts'
import { useScreens } from '../helpers/screens.ts'
import { talk, tone } from '../helpers/talking.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { readWavFile, writeWavFile } from '../helpers/wav-files.ts'

const RATE = 48_000
const { server, enter } = useScreens()

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parlor-screen-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Talks by a tone of 1 kHz in a room until it is told to stop. */
async function talker(name: string, room: string) {
  const [client] = await server.greet(name)
  await client.ask({ action: 'join', room })
  let on = true
  const done = talk(client, Number.POSITIVE_INFINITY, tone(1_000, RATE, 0.3), { during: () => on })
  return async () => {
    on = false
    await done
  }
}

/** The time that the status bar shows of a recording, in seconds. */
function shownSeconds(screen: Screen): number {
  const [, minutes, seconds] = /(?:REC|PAUSED) (\d\d):(\d\d)/.exec(screen.text) ?? []
  return Number(minutes) * 60 + Number(seconds)
}

describe('sound in the full-screen client', () => {
  it('highlights only the talker', async () => {
    const ann = await enter('Ann', 'talking')
    const silence = await talker('Bo', 'talking')
    await ann.shows(/ ● Bo/)
    await ann.shows(/spk ▮/)
    expect(ann.text).not.toMatch(/ ● Ann/)
    await silence()
    await ann.shows((text) => !text.includes('● Bo'))
    await ann.shows(/spk ▯/)
  })

  it('of the user continues while the terminal is stalled, and the screen afterwards', async () => {
    const [bo] = await server.greet('Bo')
    await bo.ask({ action: 'create', room: 'frozen' })
    await bo.ask({ action: 'join', room: 'frozen' })
    await writeWavFile(path.join(folder, 'long.wav'), RATE, sine(440, RATE, 60 * RATE, 0.1))
    const mic = ['--mic', path.join(folder, 'long.wav'), '--transmission', 'open']
    const ann = await enter('Ann', 'frozen', mic)
    await bo.until(() => bo.voice.length > 10)
    ann.freeze()
    // Each redraws more than half the screen: more than a terminal's buffer holds.
    for (let i = 0; i < 12; i++) {
      const { length } = bo.voice
      ann.type(i % 2 === 0 ? '?' : keys.escape)
      await bo.until(() => bo.voice.length > length + 10)
    }
    bo.sendLine({ action: 'say', text: 'are you there?' })
    ann.thaw()
    await ann.shows('are you there?')
  })

  it('shows others who is muted or deafened', async () => {
    const ann = await enter('Ann', 'marks')
    const bo = await enter('Bo', 'marks')
    ann.type('m')
    await ann.shows('⊘ muted')
    await bo.shows(/Ann .*⊘ .*│/)
    ann.type('m')
    await bo.shows((text) => !/Ann .*⊘ .*│/.test(text))
    ann.type('d')
    await bo.shows(/Ann .*∅ /)
  })

  it('records what is heard, shows wave and time, and leaves out a pause', async () => {
    const ann = await enter('Ann', 'record', ['--record-folder', folder], { columns: 120 })
    const bo = await enter('Bo', 'record')
    const silence = await talker('Cy', 'record')
    await ann.shows(/ ● Cy/)
    ann.type('r')
    await ann.shows('RECORDED by you')
    await bo.shows('RECORDED by Ann')
    await ann.shows(/REC 00:01 .*[▄▅▆▇█]{3}/)
    await ann.shows(/REC 00:02/)
    ann.type('p')
    await ann.shows(/PAUSED 00:0\d/)
    const paused = shownSeconds(ann)
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect(shownSeconds(ann)).toBe(paused)
    ann.type('p')
    await ann.shows(new RegExp(`REC 00:0${paused + 2}`))
    ann.type('r')
    await ann.shows((text) => !text.includes('REC 00'))
    await bo.shows((text) => !text.includes('RECORDED by'))
    await silence()
    const [file] = await readdir(folder, { recursive: true }).then((all) => all.filter((one) => one.endsWith('.wav')))
    const { rate, samples } = await readWavFile(path.join(folder, file!))
    const seconds = samples.length / rate
    expect(rate).toBe(RATE)
    expect(seconds).toBeGreaterThan(paused + 1)
    expect(seconds).toBeLessThan(paused + 4.5)
    // A machine that is busy leaves gaps.
    const quarters = Array.from({ length: Math.floor(4 * seconds) }, (_, i) => {
      const at = Math.round((i * rate) / 4)
      return toneLevel(samples.subarray(at, at + rate / 4), 1_000, rate)
    })
    expect(Math.max(...quarters)).toBeGreaterThan(-20)
  })

  it('asks before quitting while recording', async () => {
    const ann = await enter('Ann', 'leaving', ['--record-folder', folder])
    ann.type('r')
    await ann.shows(/REC 00:0/)
    ann.type('q')
    await ann.shows('You are recording. Type y')
    ann.type('y\r')
    expect(await ann.exit).toBe(0)
    const files = await readdir(folder, { recursive: true })
    expect(files.filter((one) => one.endsWith('.wav'))).toHaveLength(1)
  })
})
