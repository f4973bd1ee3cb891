import { expect, test } from 'vitest'
import { SILENCE } from '../../src/audio/level.ts'
import { LevelMeter } from '../../src/audio/level-meter.ts'

const frame = (size: number) => new Int16Array(960).fill(size)

test('LevelMeter returns the level of the loudest frame since the last reading', () => {
  const meter = new LevelMeter()
  meter.take()
  meter.hear(frame(3277))
  meter.hear(frame(328))
  expect(meter.take()).toBeCloseTo(-20, 1)
  expect(meter.take()).toBe(SILENCE)
  meter.hear(frame(328))
  expect(meter.take()).toBeCloseTo(-40, 1)
})

test('LevelMeter stops measuring when it is no longer read', () => {
  const meter = new LevelMeter()
  meter.hear(frame(3277))
  expect(meter.take()).toBe(SILENCE)
  for (let i = 0; i < 100; i++) meter.hear(frame(0))
  const unread = frame(0)
  Object.defineProperty(unread, 'length', {
    get: () => {
      throw new Error('it was looked at')
    },
  })
  meter.hear(unread)
  expect(meter.take()).toBe(SILENCE)
})
