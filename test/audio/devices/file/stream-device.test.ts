import { PassThrough, Writable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { streamMicrophone, streamSpeaker } from '../../../../src/audio/devices/file/stream-device.ts'
import { eventually } from '../../../helpers/eventually.ts'
import { ManualClock } from '../../../helpers/manual-clock.ts'
import { sine } from '../../../helpers/tones.ts'

const soon = { timeout: 60_000, interval: 20 }

const RATE = 8000
const FRAME = 160
const FORMAT = { rate: RATE, frameMs: 20 }

const bytesOf = (samples: Int16Array) => Buffer.from(samples.slice().buffer)

test('streamMicrophone reads raw audio in real time to its end', async () => {
  const clock = new ManualClock()
  const stream = new PassThrough()
  const tone = sine(440, RATE, FRAME * 3 + 20)
  stream.end(bytesOf(tone))
  const microphone = streamMicrophone(stream, 'stdin', FORMAT, clock)
  const heard: number[] = []
  let ended = 0
  microphone.start({
    frame: (samples) => heard.push(...samples),
    ended: () => ended++,
    failed: (error) => expect.unreachable(error.message),
  })
  await eventually(() => stream.readableLength).toBeGreaterThan(0)
  clock.advance(20)
  expect(heard).toEqual([...tone.subarray(0, FRAME)])
  await vi.waitFor(() => {
    clock.advance(20)
    expect(ended).toBe(1)
  }, soon)
  expect(heard).toEqual([...tone, ...new Int16Array(FRAME - 20)])
  clock.advance(100)
  expect(ended).toBe(1)
  await microphone.close()
})

test('streamMicrophone reports a stream error', async () => {
  const stream = new PassThrough()
  const microphone = streamMicrophone(stream, 'stdin', FORMAT, new ManualClock())
  const failed = vi.fn()
  microphone.start({ frame() {}, failed })
  stream.destroy(new Error('gone'))
  await eventually(() => failed).toHaveBeenCalledOnce()
  expect(failed.mock.calls[0]![0].message).toBe('cannot read audio from stdin: gone.')
})

test('streamSpeaker writes raw audio in real time, with bounded memory for a stalled reader', () => {
  const clock = new ManualClock()
  const written: Buffer[] = []
  let take: (() => void) | undefined
  const stream = new Writable({
    write(bytes: Buffer, _encoding, done) {
      written.push(bytes)
      if (written.length < 5) done()
      else take = done
    },
  })
  const speaker = streamSpeaker(stream, 'stdout', FORMAT, clock)
  const tone = sine(440, RATE, FRAME)
  speaker.start(() => tone, { failed: (error) => expect.unreachable(error.message) })
  clock.advance(40)
  expect(written).toEqual([bytesOf(tone), bytesOf(tone)])
  clock.advance(10_000)
  expect(take).toBeDefined()
  expect(stream.writableLength).toBeLessThanOrEqual(11 * FRAME * 2)
})

test('streamSpeaker reports a closed reader once', async () => {
  const clock = new ManualClock()
  const stream = new Writable({ write: (_bytes, _encoding, done) => done(new Error('write EPIPE')) })
  const failed = vi.fn()
  const speaker = streamSpeaker(stream, 'stdout', FORMAT, clock)
  speaker.start(() => new Int16Array(FRAME), { failed })
  clock.advance(20)
  await eventually(() => failed).toHaveBeenCalledOnce()
  clock.advance(1000)
  expect(failed.mock.calls[0]![0].message).toBe('cannot write audio to stdout: write EPIPE.')
  await speaker.close()
})
