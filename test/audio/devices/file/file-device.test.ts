import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import wavefile from 'wavefile'
import { openMicrophone, openSpeaker } from '../../../../src/audio/devices/open-device.ts'
import { ManualClock } from '../../../helpers/manual-clock.ts'
import { sine } from '../../../helpers/tones.ts'

const RATE = 8000
const FRAME = 160
const FORMAT = { rate: RATE, frameMs: 20 }
const folder = mkdtempSync(join(tmpdir(), 'parlor-device-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function waveFile(name: string, samples: Int16Array): string {
  const wav = new wavefile.WaveFile()
  wav.fromScratch(1, RATE, '16', samples)
  const path = join(folder, name)
  writeFileSync(path, wav.toBuffer())
  return path
}

function failed(error: Error): void {
  throw error
}

test('FileMicrophone plays a file in real time, pads its last frame, and ends', async () => {
  const clock = new ManualClock()
  const tone = sine(440, RATE, FRAME * 2 + 50)
  const microphone = await openMicrophone(waveFile('a.wav', tone), FORMAT, clock)
  const heard: number[] = []
  let ended = 0
  microphone.start({ frame: (samples) => heard.push(...samples), ended: () => ended++, failed })
  clock.advance(40)
  expect(heard).toEqual([...tone.subarray(0, FRAME * 2)])
  clock.advance(20)
  expect(heard).toEqual([...tone, ...new Int16Array(FRAME - 50)])
  expect(ended).toBe(0)
  clock.advance(1000)
  expect([heard.length, ended]).toEqual([FRAME * 3, 1])
  await microphone.close()
})

test('file devices support frames of any duration', async () => {
  const clock = new ManualClock()
  const format = { rate: RATE, frameMs: 10 }
  const tone = sine(440, RATE, 80 * 5)
  const microphone = await openMicrophone(waveFile('short.wav', tone), format, clock)
  const path = join(folder, 'short-heard.wav')
  const speaker = await openSpeaker(path, format, clock)
  const heard: Int16Array[] = []
  microphone.start({ frame: (samples) => heard.push(samples.slice()), failed })
  let played = 0
  speaker.start(() => heard[played++] ?? new Int16Array(80), { failed })
  clock.advance(50)
  expect(heard.map(({ length }) => length)).toEqual([80, 80, 80, 80, 80])
  await Promise.all([microphone.close(), speaker.close()])
  expect(Int16Array.from(new wavefile.WaveFile(readFileSync(path)).getSamples())).toEqual(tone)
})

test('a looped file plays until it is closed', async () => {
  const clock = new ManualClock()
  const path = waveFile('loop.wav', sine(440, RATE, FRAME * 2))
  const microphone = await openMicrophone(path, FORMAT, clock, { loop: true })
  let frames = 0
  microphone.start({ frame: () => frames++, ended: () => expect.unreachable(), failed })
  clock.advance(200)
  expect(frames).toBe(10)
  await microphone.close()
  clock.advance(200)
  expect(frames).toBe(10)
})

test('a file that cannot be read is a DeviceError', async () => {
  const open = openMicrophone(join(folder, 'none.wav'), FORMAT, new ManualClock())
  await expect(open).rejects.toMatchObject({ name: 'DeviceError', message: expect.stringContaining('file not found') })
})

test('a file speaker writes what was played', async () => {
  const clock = new ManualClock()
  const path = join(folder, 'heard.wav')
  const speaker = await openSpeaker(path, FORMAT, clock)
  const tone = sine(440, RATE, FRAME * 5)
  let pulled = 0
  speaker.start(() => tone.subarray(pulled++ * FRAME, pulled * FRAME), { failed })
  clock.advance(100)
  await speaker.close()
  clock.advance(100)
  expect(Int16Array.from(new wavefile.WaveFile(readFileSync(path)).getSamples())).toEqual(tone)
  await expect(openSpeaker(path, FORMAT, clock)).rejects.toMatchObject({ name: 'DeviceError' })
})

test('null devices pull in real time and are silent', async () => {
  const clock = new ManualClock()
  const speaker = await openSpeaker('null', FORMAT, clock)
  let pulls = 0
  speaker.start(
    () => {
      pulls++
      return new Int16Array(FRAME)
    },
    { failed },
  )
  clock.advance(1000)
  await speaker.close()
  clock.advance(1000)
  expect(pulls).toBe(50)
  const microphone = await openMicrophone('null', FORMAT, clock)
  microphone.start({ frame: () => expect.unreachable(), failed })
  clock.advance(1000)
  await microphone.close()
})
