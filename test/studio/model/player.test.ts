import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ArraySource, type SampleSource } from '../../../src/audio/wav/sample-source.ts'
import { originalTimeline } from '../../../src/studio/edit/timeline.ts'
import { Player } from '../../../src/studio/model/player.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const RATE = 8_000
const SECONDS = 3

async function player(
  source: SampleSource = new ArraySource(new Int16Array(SECONDS * RATE).fill(8_192), RATE),
) {
  const clock = new ManualClock()
  const told: string[] = []
  const sources = new Map([['a', source]])
  const timeline = originalTimeline(RATE, [{ track: 'a', file: 'a', length: source.length }])
  const one = new Player(timeline, sources, clock, {
    ended: () => told.push('ended'),
    failed: (text) => told.push(text),
    speaker: (fine, message) => told.push(`${fine} ${message}`),
  })
  await one.open('null')
  /** Lets time pass in which frames are made and played. */
  const pass = async (ms: number) => {
    for (let at = 0; at < ms; at += 5) {
      clock.advance(5)
      await setImmediate()
    }
  }
  return { one, told, pass }
}

test('the playhead is where sound is, and stays there in a pause', async () => {
  const { one, told, pass } = await player()
  expect(told).toEqual(['true none'])
  one.seek(RATE)
  await pass(500)
  expect(one.heard).toBe(RATE)
  one.play()
  await pass(500)
  expect(one.heard / RATE).toBeGreaterThan(1.4)
  expect(one.heard / RATE).toBeLessThan(1.55)
  expect(one.peak).toBe(0.25)
  one.pause()
  const { heard } = one
  await pass(200)
  expect(one.heard).toBe(heard)
  expect(one.peak).toBe(0)
})

test('it comes to its end once, and stays there', async () => {
  const { one, told, pass } = await player()
  one.seek(2.5 * RATE)
  one.play()
  await pass(1_000)
  expect(told).toEqual(['true none', 'ended'])
  expect(one.playing).toBe(false)
  expect(one.heard).toBe(SECONDS * RATE)
})

test('it plays at another speed, in a loop and without silences', async () => {
  const { one, pass } = await player()
  one.speed = 2
  one.play()
  await pass(500)
  expect(one.heard / RATE).toBeGreaterThan(0.85)
  expect(one.heard / RATE).toBeLessThan(1.1)
  one.speed = 1
  one.loop = [0, RATE / 2]
  one.seek(0)
  await pass(1_250)
  expect(one.heard / RATE).toBeLessThan(0.5)
  one.loop = null
  one.skipped = [[RATE, 2 * RATE]]
  one.seek(0.9 * RATE)
  await pass(300)
  expect(one.heard / RATE).toBeGreaterThan(2.1)
})

test('a speaker that is not there is told of', async () => {
  const clock = new ManualClock()
  const told: string[] = []
  const timeline = originalTimeline(RATE, [{ track: 'a', file: 'a', length: 10 }])
  const sources = new Map([['a', new ArraySource(new Int16Array(10), RATE)]])
  const one = new Player(timeline, sources, clock, {
    ended: () => {},
    failed: () => {},
    speaker: (fine, message) => told.push(`${fine} ${message}`),
  })
  // Below a file nothing can be made.
  for (const times of [1, 2]) {
    await one.open(join(process.execPath, 'heard.wav'))
    expect(told).toHaveLength(times)
    expect(told.at(-1)).toMatch(/^false .*heard\.wav/)
  }
  await one.close()
})

test('a recording that can no longer be read is told of, and it pauses', async () => {
  const { one, told, pass } = await player({
    rate: RATE,
    length: SECONDS * RATE,
    read: async (from, into) => {
      if (from >= RATE) throw new Error('cannot read a.wav: it has become shorter.')
      into.fill(1)
    },
  })
  one.play()
  await pass(1_500)
  expect(told).toEqual(['true none', 'cannot read a.wav: it has become shorter.'])
  expect(one.playing).toBe(false)
})
