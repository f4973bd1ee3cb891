import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ArraySource, type SampleSource } from '../../../src/audio/sound/sample-source.ts'
import { originalTimeline } from '../../../src/studio/edit/timeline.ts'
import { Player } from '../../../src/studio/model/player.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const RATE = 8_000
const SECONDS = 3

async function player(source: SampleSource = new ArraySource(new Int16Array(SECONDS * RATE).fill(8_192), RATE)) {
  const clock = new ManualClock()
  const reports: string[] = []
  const sources = new Map([['a', source]])
  const timeline = originalTimeline(RATE, [{ track: 'a', file: 'a', length: source.length }])
  const one = new Player(timeline, sources, clock, {
    ended: () => reports.push('ended'),
    failed: (text) => reports.push(text),
    speaker: (fine, message) => reports.push(`${fine} ${message}`),
  })
  await one.open('null')
  /** Advances the clock while frames are rendered and played. */
  const pass = async (ms: number) => {
    for (let at = 0; at < ms; at += 5) {
      clock.advance(5)
      await setImmediate()
    }
  }
  return { one, reports, pass }
}

test('the position follows playback and stays while paused', async () => {
  const { one, reports, pass } = await player()
  expect(reports).toEqual(['true none'])
  one.seek(RATE)
  await pass(500)
  expect(one.position).toBe(RATE)
  one.play()
  await pass(500)
  expect(one.position / RATE).toBeGreaterThan(1.4)
  expect(one.position / RATE).toBeLessThan(1.55)
  expect(one.peak).toBe(0.25)
  one.pause()
  const { position } = one
  await pass(200)
  expect(one.position).toBe(position)
  expect(one.peak).toBe(0)
})

test('reports the end once and stays there', async () => {
  const { one, reports, pass } = await player()
  one.seek(2.5 * RATE)
  one.play()
  await pass(1_000)
  expect(reports).toEqual(['true none', 'ended'])
  expect(one.playing).toBe(false)
  expect(one.position).toBe(SECONDS * RATE)
})

test('plays at another speed, in a loop and without silences', async () => {
  const { one, pass } = await player()
  one.speed = 2
  one.play()
  await pass(500)
  expect(one.position / RATE).toBeGreaterThan(0.85)
  expect(one.position / RATE).toBeLessThan(1.1)
  one.speed = 1
  one.loop = [0, RATE / 2]
  one.seek(0)
  await pass(1_250)
  expect(one.position / RATE).toBeLessThan(0.5)
  one.loop = null
  one.skipped = [[RATE, 2 * RATE]]
  one.seek(0.9 * RATE)
  await pass(300)
  expect(one.position / RATE).toBeGreaterThan(2.1)
})

test('reports a missing speaker', async () => {
  const clock = new ManualClock()
  const reports: string[] = []
  const timeline = originalTimeline(RATE, [{ track: 'a', file: 'a', length: 10 }])
  const sources = new Map([['a', new ArraySource(new Int16Array(10), RATE)]])
  const one = new Player(timeline, sources, clock, {
    ended: () => {},
    failed: () => {},
    speaker: (fine, message) => reports.push(`${fine} ${message}`),
  })
  // Nothing can be created below a regular file.
  for (const times of [1, 2]) {
    await one.open(join(process.execPath, 'heard.wav'))
    expect(reports).toHaveLength(times)
    expect(reports.at(-1)).toMatch(/^false .*heard\.wav/)
  }
  await one.close()
})

test('reports a recording that can no longer be read, and pauses', async () => {
  const { one, reports, pass } = await player({
    rate: RATE,
    length: SECONDS * RATE,
    read: async (from, into) => {
      if (from >= RATE) throw new Error('cannot read a.wav: it has become shorter.')
      into.fill(1)
    },
  })
  one.play()
  await pass(1_500)
  expect(reports).toEqual(['true none', 'cannot read a.wav: it has become shorter.'])
  expect(one.playing).toBe(false)
})
