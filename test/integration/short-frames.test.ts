import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OpusDecoder, OpusEncoder } from '../../src/audio/opus.ts'
import { useServer } from '../helpers/contract-server.ts'
import { Program, runProgram } from '../helpers/program.ts'
import { noise, percentile, talk, tone } from '../helpers/talking.ts'
import { sine, toneLevel } from '../helpers/tones.ts'
import { readWavFile, writeWavFile } from '../helpers/wav-files.ts'

const RATE = 48_000
const FORMAT = { rate: RATE, frameMs: 10 }
/** Samples of 10 ms. */
const FRAME = 480
const paced = { periodMs: 10 }

const server = useServer({ args: ['--frame', '10'] })

describe('a server with frames of 10 ms', () => {
  it('reports the frame length in hello', async () => {
    const client = await server.connect()
    const reply = await client.ask({ action: 'hello', name: 'Ann', version: 1, codecs: ['opus', 'pcm'] })
    expect(reply).toMatchObject({ sample_rate: RATE, frame_ms: 10, codecs: ['opus', 'pcm'] })
  })

  it('passes a lone talker through bit for bit, in frames of 480 samples', async () => {
    const [talker, listener] = await server.meet('Talker', 'Listener')
    await talk(talker.client, 50, noise(FRAME), paced)
    await expect.poll(() => listener.client.voice.length).toBe(50)
    expect(listener.client.voice.map(({ samples }) => samples)).toEqual(
      Array.from({ length: 50 }, (_, i) => noise(FRAME)(i)),
    )
  })

  it('refuses frames of 20 ms, and reports the right length', async () => {
    const [talker] = await server.meet('Talker')
    const reply = await talker.client.ask({ action: 'voice' }, Buffer.alloc(1920))
    expect(reply).toMatchObject({ label: 'error', code: 'bad_frame', message: 'A voice frame must have 960 bytes' })
  })

  it('mixes two talkers, each without their own voice', async () => {
    const members = await server.meet('Ann', 'Bo', 'Cy')
    const [ann, bo, cy] = members
    await Promise.all([
      talk(ann.client, 200, tone(400, RATE, 0.1, 10), paced),
      talk(bo.client, 200, tone(700, RATE, 0.1, 10), { ...paced, offsetMs: 4 }),
    ])
    const levels = [ann, bo, cy].map(({ client: { voice } }) => {
      const middle = voice.slice(0.25 * voice.length, 0.85 * voice.length)
      expect(middle.length).toBeGreaterThan(50)
      return [400, 700].map((hz) =>
        percentile(
          middle.map(({ samples }) => toneLevel(samples, hz, RATE)),
          0.5,
        ),
      )
    })
    const there = expect.closeTo(-20, 0)
    const gone = expect.toSatisfy((level: number) => level < -80)
    expect(levels).toEqual([
      [gone, there],
      [there, gone],
      [there, there],
    ])
  })

  it('carries a tone between two Opus clients', async () => {
    const opus = { codecs: ['opus', 'pcm'] }
    const [ann] = await server.greet('Opus Ann', opus)
    const [bo] = await server.greet('Opus Bo', opus)
    await ann.ask({ action: 'create', room: 'opus' })
    for (const one of [ann, bo]) await one.ask({ action: 'join', room: 'opus' })
    const encoder = new OpusEncoder(FORMAT, 32_000)
    for (let i = 0; i < 30; i++) {
      const frame = sine(600, RATE, FRAME, 0.2, i * FRAME)
      ann.sendPayload({ action: 'voice', codec: 'opus' }, encoder.encode(frame))
    }
    await expect.poll(() => bo.voice.length).toBe(30)
    const decoder = new OpusDecoder(FORMAT)
    const heard = bo.voice.map(({ payload }) => decoder.decode(payload))
    expect(heard).not.toContain(null)
    const sound = Int16Array.from(heard.flatMap((frame) => [...frame!]))
    expect(toneLevel(sound.subarray(-RATE / 10), 600, RATE)).toBeCloseTo(20 * Math.log10(0.2), 0)
  })
})

describe('chat-client in a room with frames of 10 ms', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'parlor-frames-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each(['pcm', 'opus'])('plays and records a tone correctly with %s', async (codec) => {
    await writeWavFile(path.join(folder, 'tone.wav'), RATE, sine(1000, RATE, 3 * RATE, 0.25))
    const join = async (name: string, ...args: string[]) => {
      const where = ['--ip', '127.0.0.1', '--port', String(server.process.port), '--room', codec, '--create']
      const client = new Program('client/main.js', [...where, '--name', name, '--codec', codec, ...args], {
        cwd: folder,
      })
      await client.line(/You are in/)
      return client
    }
    const files = ['--speaker', `${codec}-heard.wav`, '--record', `${codec}-recorded.wav`]
    const bo = await join(`${codec} Bo`, '--mic', 'null', ...files)
    const ann = await join(`${codec} Ann`, '--mic', 'tone.wav', '--speaker', 'null')
    await ann.line(/tone\.wav has ended/)
    for (const one of [bo, ann]) one.type('/quit')
    expect(await Promise.all([bo.exit, ann.exit])).toEqual([0, 0])
    for (const file of ['heard', 'recorded']) {
      const { samples } = await readWavFile(path.join(folder, `${codec}-${file}.wav`))
      expect(toneSeconds(samples, 1000, 20 * Math.log10(0.25)), file).toBeGreaterThan(2.5)
    }
  })
})

describe('chat-server', () => {
  it('refuses other frame lengths', async () => {
    const { code, text } = await runProgram('server/main.js', ['--frame', '15'])
    expect(code).toBe(2)
    expect(text).toContain("option '--frame <ms>' argument '15' is invalid. Allowed choices are 10, 20.")
  })
})

/** Seconds for which a tone of `hz` is there at `level` dBFS: pieces so short that half a per cent in speed is nothing. */
function toneSeconds(samples: Int16Array, hz: number, level: number): number {
  let count = 0
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    if (Math.abs(toneLevel(samples.subarray(at, at + FRAME), hz, RATE) - level) < 1) count++
  }
  return (count * FRAME) / RATE
}
