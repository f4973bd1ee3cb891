import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rmsLevel } from '../../src/audio/level.ts'
import { readWav } from '../../src/audio/wav-reader.ts'
import { likeness } from '../helpers/likeness.ts'
import { Program } from '../helpers/program.ts'
import { PulseServer } from '../helpers/pulse.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { missing } from '../helpers/tools.ts'
import { readWavFile } from '../helpers/wav-files.ts'

const RATE = 48_000
const SENTENCE = 'Good morning everybody. This is the meeting, and it is being recorded.'

describe.skipIf(missing('pulseaudio', 'parec', 'paplay', 'espeak-ng'))('speech through real devices', () => {
  let pulse: PulseServer
  /** By the length of their frames. */
  let servers: Record<string, ServerProcess>
  let folder: string
  let speech: string
  let recordings = 0

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'parlor-speech-'))
    speech = path.join(folder, 'speech.wav')
    execFileSync('espeak-ng', ['-w', speech, SENTENCE])
    pulse = await PulseServer.start('annmic', 'annspk', 'bospk')
    const [usual, short] = await Promise.all([startServer(), startServer(['--frame', '10'])])
    servers = { 20: usual, 10: short }
  })
  afterAll(async () => {
    for (const server of Object.values(servers ?? {})) await server.stop()
    await pulse?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  function joinRoom(frameMs: number, room: string, name: string, ...args: string[]): Program {
    const where = [
      '--ip',
      '127.0.0.1',
      '--port',
      String(servers[frameMs]!.port),
      '--room',
      room,
      '--create',
      '--codec',
      'pcm',
    ]
    return new Program('client/main.js', [...where, '--name', name, ...args], { cwd: folder, env: pulse.env })
  }

  it.each([
    ['naudiodon', 20, 'portaudio:mic_annmic', 'portaudio:spk_annspk', 'portaudio:spk_bospk'],
    ['naudiodon', 10, 'portaudio:mic_annmic', 'portaudio:spk_annspk', 'portaudio:spk_bospk'],
    ['parec and pacat', 20, 'pulse:annmic.monitor', 'pulse:annspk', 'pulse:bospk'],
    ['parec and pacat', 10, 'pulse:annmic.monitor', 'pulse:annspk', 'pulse:bospk'],
  ])(
    'reaches the others, and never oneself, by %s in frames of %i ms',
    // A machine busy with other tests may make a device stutter; the sound must be whole in one of three tries.
    { retry: 2, timeout: 60_000 },
    async (_, frameMs, microphone, annSpeaker, boSpeaker) => {
      if (microphone.startsWith('portaudio') && missing('naudiodon')) return
      const room = microphone.split(':')[0]!
      const recording = `${room}-${++recordings}.wav`
      const bo = joinRoom(frameMs, room, 'Bo', '--mic', 'null', '--speaker', boSpeaker, '--record', recording)
      const ann = joinRoom(frameMs, room, 'Ann', '--mic', microphone, '--speaker', annSpeaker)
      await Promise.all([bo.line(/^Speaker: /), ann.line(/^Speaker: /), ann.line(/^Microphone: /)])
      const seconds = (await readWav(speech, RATE)).length / RATE
      const [, own, played] = await Promise.all([
        pulse.play('annmic', speech),
        pulse.record('annspk', RATE, seconds * 1000 + 1500),
        pulse.record('bospk', RATE, seconds * 1000 + 1500),
      ])
      bo.type('/quit')
      ann.type('/quit')
      expect(await Promise.all([bo.exit, ann.exit])).toEqual([0, 0])

      const said = await readWav(speech, RATE)
      const { samples: recorded } = await readWavFile(path.join(folder, recording))
      expect(likeness(said, recorded)).toBeGreaterThan(0.9)
      expect(likeness(said, played)).toBeGreaterThan(0.9)
      expect(rmsLevel(own)).toBeLessThan(-60)
    },
  )

  it('goes on being recorded when the sound server dies', { timeout: 60_000 }, async () => {
    const bo = joinRoom(
      20,
      'outage',
      'Bo',
      '--mic',
      'null',
      '--speaker',
      'pulse:bospk',
      '--record',
      'outage.wav',
    )
    await Promise.all([bo.line(/^Speaker: /), bo.line(/^Recording to/)])
    await pulse.crash()
    await bo.line(/^Speaker not working\. You can still talk, write and record\./)
    const timer = joinRoom(20, 'outage', 'Ann', '--mic', 'null', '--speaker', 'null', '--for', '3s')
    expect(await timer.exit).toBe(0)
    bo.type('/quit')
    expect(await bo.exit).toBe(0)
    const { samples } = await readWavFile(path.join(folder, 'outage.wav'))
    expect(samples.length / RATE).toBeGreaterThan(2.5)
  })
})
