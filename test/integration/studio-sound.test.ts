import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CpuWitness } from '../helpers/cpu-witness.ts'
import { freshFolder } from '../helpers/folder.ts'
import { PulseServer } from '../helpers/pulse.ts'
import { Screen } from '../helpers/screen.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { missing } from '../helpers/tools.ts'
import { writeWavFile } from '../helpers/wav-files.ts'

const RATE = 22_050
/** dBFS of the tone as it was recorded. */
const LEVEL = -12
/** ms of a recording of what is played, and of a piece of it: whole periods of the tone. */
const RECORDED = 700
const PIECE = 100
/** ms without a CPU that the studio's queues may not bridge, and ms before and after in which that may be heard. */
const TOO_LONG = 60
const REACH = 400

describe.skipIf(missing('pulseaudio', 'pactl', 'parec', 'pacat'))('the studio at a sound server', () => {
  let pulse: PulseServer
  let witness: CpuWitness
  const screens: Screen[] = []

  beforeAll(async () => {
    pulse = await PulseServer.start('A')
    witness = new CpuWitness(TOO_LONG)
  })
  afterEach(async () => {
    await Promise.all(screens.splice(0).map((screen) => screen.stop()))
  })
  afterAll(async () => {
    witness?.stop()
    await pulse?.stop()
  })

  /** The level of the tone that is played, in dBFS: of all that was recorded, or of what the machine did not disturb. */
  async function levelsPlayed(): Promise<number[]> {
    const samples = await pulse.record('A', RATE, RECORDED)
    const end = performance.now()
    if (!witness.disturbed(end - RECORDED - REACH, end)) return [toneLevel(samples, 500, RATE)]
    const levels: number[] = []
    for (let at = 0; at < RECORDED; at += PIECE) {
      const from = end - RECORDED + at
      if (witness.disturbed(from - REACH, from + PIECE + REACH)) continue
      levels.push(toneLevel(samples.subarray((at * RATE) / 1000, ((at + PIECE) * RATE) / 1000), 500, RATE))
    }
    return levels
  }

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
      for (const level of await levelsPlayed()) expect(level).toBeCloseTo(LEVEL, 0)
      screen.type('>'.repeat(4))
      await screen.shows(/2x/)
      await screen.shows(/▶ 0:0[5-9]\./)
      for (const level of await levelsPlayed()) expect(level).toBeGreaterThan(LEVEL - 1.5)
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
