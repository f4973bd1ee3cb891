import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freshFolder } from '../helpers/folder.ts'
import { PulseServer } from '../helpers/pulse.ts'
import { Screen } from '../helpers/screen.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { missing } from '../helpers/tools.ts'
import { writeWavFile } from '../helpers/wav-files.ts'

const RATE = 22_050
/** dBFS of the tone as it was recorded. */
const LEVEL = -12

describe.skipIf(missing('pulseaudio', 'pactl', 'parec', 'pacat'))('the studio at a sound server', () => {
  let pulse: PulseServer
  const screens: Screen[] = []

  beforeAll(async () => {
    pulse = await PulseServer.start('A')
  })
  afterEach(async () => {
    await Promise.all(screens.splice(0).map((screen) => screen.stop()))
  })
  afterAll(() => pulse?.stop())

  async function opened(speaker: string): Promise<Screen> {
    const folder = freshFolder()
    const path = join(folder, 'tone.wav')
    await writeWavFile(path, RATE, sine(500, RATE, 20 * RATE, 10 ** (LEVEL / 20)))
    const env = { ...pulse.env, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder }
    const screen = new Screen(['studio', path, '--speaker', speaker], { env })
    screens.push(screen)
    await screen.shows(/‖ 0:00\.000 {2}20\.0 s wide/)
    return screen
  }

  it.each(['pulse:A', 'default'])(
    'plays a recording through %s unchanged, and faster at the same pitch',
    async (speaker) => {
      const screen = await opened(speaker)
      screen.type(' ')
      await screen.shows(/▶ 0:01\./)
      expect(toneLevel(await pulse.record('A', RATE, 700), 500, RATE)).toBeCloseTo(LEVEL, 0)
      screen.type('>'.repeat(4))
      await screen.shows(/2x/)
      await screen.shows(/▶ 0:0[5-9]\./)
      expect(toneLevel(await pulse.record('A', RATE, 700), 500, RATE)).toBeGreaterThan(LEVEL - 1.5)
      screen.type(' ')
      await screen.shows(/‖ 0:/)
    },
  )

  it('reports why nothing is heard, and continues', async () => {
    const screen = await opened('pulse:nowhere')
    screen.type(' ')
    await screen.shows(/playback failed: no speaker matches "nowhere"/)
    screen.type('+')
    await screen.shows(/‖ 0:00\.000 {2}10\.0 s wide/)
  })
})
