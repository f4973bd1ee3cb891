import { expect, test } from 'vitest'
import { ArraySource } from '../../../src/audio/sound/sample-source.ts'
import { Playback, soloGains } from '../../../src/studio/edit/playback.ts'
import { originalTimeline } from '../../../src/studio/edit/timeline.ts'
import { hiss } from '../../helpers/speech.ts'
import { sine, toneLevel } from '../../helpers/tones.ts'

const RATE = 8000

function player(voices: Readonly<Record<string, Int16Array>>): Playback {
  const files = Object.entries(voices).map(([track, { length }]) => ({ track, file: track, length }))
  const sources = new Map(Object.entries(voices).map(([track, voice]) => [track, new ArraySource(voice, RATE)]))
  return new Playback(originalTimeline(RATE, files), sources)
}

async function played(playback: Playback, length: number): Promise<Int16Array> {
  const into = new Int16Array(length)
  return into.subarray(0, await playback.read(into))
}

test('plays from the seek position to the end', async () => {
  const sound = hiss(RATE, 0.5)
  const playback = player({ ann: sound })
  expect(await played(playback, 1000)).toEqual(sound.subarray(0, 1000))
  expect(playback.position).toBe(1000)
  playback.seek(5001)
  expect(playback.position).toBe(5001)
  expect(await played(playback, RATE)).toEqual(sound.subarray(5001))
  expect(await played(playback, 100)).toHaveLength(0)
})

test('repeats a loop', async () => {
  const sound = hiss(RATE, 0.5)
  const playback = player({ ann: sound })
  playback.loop = [1000, 3000]
  playback.seek(1000)
  const out = await played(playback, 5000)
  expect(out.subarray(0, 2000)).toEqual(sound.subarray(1000, 3000))
  // The first 5 ms are faded.
  expect(out.subarray(2040, 4000)).toEqual(sound.subarray(1040, 3000))
  expect(out.subarray(4040)).toEqual(sound.subarray(1040, 2000))
})

test('skips silences, also at the end, but not in a silent loop', async () => {
  const sound = hiss(RATE, 0.5)
  const playback = player({ ann: sound })
  playback.skipped = [
    [1000, 3000],
    [7000, 8000],
  ]
  const out = await played(playback, RATE)
  expect(out).toHaveLength(RATE - 3000)
  expect(out.subarray(0, 1000)).toEqual(sound.subarray(0, 1000))
  expect(out.subarray(1040)).toEqual(sound.subarray(3040, 7000))
  playback.loop = [1200, 2000]
  playback.seek(1200)
  expect(await played(playback, 2000)).toHaveLength(2000)
})

test('solo and mute select the tracks', async () => {
  const playback = player({ ann: sine(400, RATE, RATE, 0.2), bob: sine(900, RATE, RATE, 0.2) })
  const names = ['ann', 'bob']
  const alone = {
    ann: soloGains(names, new Set(['ann']), new Set()),
    notAnn: soloGains(names, new Set(), new Set(['ann'])),
  }
  playback.gains = alone.ann
  const ann = await played(playback, 4000)
  expect(toneLevel(ann, 400, RATE)).toBeCloseTo(-14, 0)
  expect(toneLevel(ann, 900, RATE)).toBeLessThan(-80)
  playback.seek(0)
  playback.gains = alone.notAnn
  expect(toneLevel(await played(playback, 4000), 400, RATE)).toBeLessThan(-80)
})

test('reports the right position at a higher speed', async () => {
  const playback = player({ ann: sine(400, RATE, 4 * RATE, 0.2) })
  playback.speed = 2
  const out = await played(playback, RATE)
  expect(toneLevel(out.subarray(1000, 5000), 400, RATE)).toBeCloseTo(-14, 0)
  expect(Math.abs(playback.position - 2 * RATE)).toBeLessThan(0.03 * RATE)
  expect(await played(playback, 3 * RATE)).toHaveLength(RATE)
})
