import { describe, expect, it } from 'vitest'
import { nullSpeaker } from '../../../../src/audio/devices/file/null-device.ts'
import { ManualClock } from '../../../helpers/manual-clock.ts'

describe('nullSpeaker', () => {
  function playing(sounds: (frame: number) => boolean) {
    const clock = new ManualClock()
    const speaker = nullSpeaker({ rate: 1000, frameMs: 20 }, clock)
    const begun = clock.now()
    const pulls: number[] = []
    speaker.start(
      () => {
        pulls.push(clock.now() - begun)
        return new Int16Array(20).fill(sounds(pulls.length) ? 100 : 0)
      },
      { failed() {} },
    )
    return { clock, pulls, speaker }
  }

  it('takes frames in real time while there is audio', () => {
    const { clock, pulls } = playing(() => true)
    clock.advance(2_000)
    expect(pulls).toEqual(Array.from({ length: 100 }, (_, i) => 20 * (i + 1)))
  })

  it('wakes up half as often in silence, for as many frames', () => {
    const { clock, pulls } = playing(() => false)
    clock.advance(10_000)
    expect(pulls).toHaveLength(500)
    expect(new Set(pulls.filter((at) => at > 2_000)).size).toBe(200)
  })

  it('returns to single frames with the first audio', () => {
    const { clock, pulls } = playing((frame) => frame > 200)
    clock.advance(5_000)
    expect(pulls).toHaveLength(250)
    expect(new Set(pulls.slice(202)).size).toBe(48)
  })

  it('takes no frame after close', async () => {
    const { clock, pulls, speaker } = playing(() => false)
    await speaker.close()
    clock.advance(1_000)
    expect(pulls).toEqual([])
    expect(clock.timers).toBe(0)
  })
})
