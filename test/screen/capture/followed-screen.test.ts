import { expect, it } from 'vitest'
import { FollowedScreen } from '../../../src/screen/capture/open-capture.ts'
import { SyntheticScreen } from '../../../src/screen/synthetic.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const place = { number: 1, name: 'eDP-1', x: 0, y: 0, w: 1920, h: 1080 }

it('FollowedScreen throws when the screen is moved', async () => {
  const clock = new ManualClock()
  let looks = 0
  let there = [place]
  const list = async () => {
    looks++
    return there
  }
  const screen = new FollowedScreen(new SyntheticScreen('box', 64, 64), place, clock, list)
  const pass = async () => {
    clock.advance(3_000)
    await screen.next()
    await screen.next()
  }
  await screen.next()
  expect(looks).toBe(0)
  await pass()
  there = []
  await pass()
  expect(looks).toBe(2)
  there = [{ ...place, w: 2560 }]
  await expect(pass()).rejects.toThrow('The screen was resized or moved')
})
