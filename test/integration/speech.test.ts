import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { rmsLevel } from '../../src/audio/level.ts'
import { readSound } from '../../src/audio/sound/sound-source.ts'
import { CpuWitness } from '../helpers/cpu-witness.ts'
import { Program } from '../helpers/program.ts'
import { PulseServer } from '../helpers/pulse.ts'
import { type ServerProcess, startServer } from '../helpers/server-process.ts'
import { similarity } from '../helpers/similarity.ts'
import { missing } from '../helpers/tools.ts'
import { readWavFile } from '../helpers/wav-files.ts'

const RATE = 48_000
/** ms that what is said takes to be heard at most, and ms before and after a stutter in which it is heard. */
const LATEST = 500
const REACH = 200
const SENTENCE = 'Good morning everybody. This is the meeting, and it is being recorded.'

describe.skipIf(missing('pulseaudio', 'parec', 'paplay', 'espeak-ng'))('speech through real devices', () => {
  let pulse: PulseServer
  /** By the length of their frames. */
  let servers: Record<string, ServerProcess>
  let folder: string
  let speech: string
  let long: string
  let recordings = 0
  const programs: Program[] = []
  let witness: CpuWitness

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'parlor-speech-'))
    speech = path.join(folder, 'speech.wav')
    execFileSync('espeak-ng', ['-w', speech, SENTENCE])
    long = path.join(folder, 'long.wav')
    execFileSync('espeak-ng', ['-w', long, Array(4).fill(SENTENCE).join(' ')])
    pulse = await PulseServer.start('annmic', 'annspk', 'bospk')
    const [usual, short] = await Promise.all([startServer(), startServer(['--frame', '10'])])
    servers = { 20: usual, 10: short }
    witness = new CpuWitness()
  })
  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.stop()))
  })
  afterAll(async () => {
    witness?.stop()
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
      // The voice is to be the same at the other end.
      '--no-noise-suppression',
      '--no-auto-gain',
    ]
    const options = { cwd: folder, env: pulse.env }
    const program = new Program('client/main.js', [...where, '--name', name, ...args], options)
    programs.push(program)
    return program
  }

  /**
   * Returns whether the machine let a sample of what is said from now on be heard undisturbed: the sound server and
   * both programs had a CPU from when it was said at the earliest until it was heard at the latest.
   */
  function undisturbed(): (sample: number) => boolean {
    const begin = performance.now()
    return (sample) => {
      const at = begin + (sample * 1000) / RATE
      return !witness.disturbed(at - REACH, at + LATEST + REACH)
    }
  }

  it.each([
    ['naudiodon', 20, 'portaudio:mic_annmic', 'portaudio:spk_annspk', 'portaudio:spk_bospk'],
    ['naudiodon', 10, 'portaudio:mic_annmic', 'portaudio:spk_annspk', 'portaudio:spk_bospk'],
    ['parec and pacat', 20, 'pulse:annmic.monitor', 'pulse:annspk', 'pulse:bospk'],
    ['parec and pacat', 10, 'pulse:annmic.monitor', 'pulse:annspk', 'pulse:bospk'],
  ])(
    'reaches the others, and never the talker, by %s in frames of %i ms',
    async (_, frameMs, microphone, annSpeaker, boSpeaker) => {
      if (microphone.startsWith('portaudio') && missing('naudiodon')) return
      const room = microphone.split(':')[0]!
      const recording = `${room}-${++recordings}.wav`
      const bo = joinRoom(frameMs, room, 'Bo', '--mic', 'null', '--speaker', boSpeaker, '--record', recording)
      const ann = joinRoom(frameMs, room, 'Ann', '--mic', microphone, '--speaker', annSpeaker)
      await Promise.all([bo.line(/^Speaker: /), ann.line(/^Speaker: /), ann.line(/^Microphone: /)])
      const seconds = (await readSound(speech, RATE)).length / RATE
      const counts = undisturbed()
      const [, own, played] = await Promise.all([
        pulse.play('annmic', speech),
        pulse.record('annspk', RATE, seconds * 1000 + 1500),
        pulse.record('bospk', RATE, seconds * 1000 + 1500),
      ])
      bo.type('/quit')
      ann.type('/quit')
      expect(await Promise.all([bo.exit, ann.exit])).toEqual([0, 0])

      const said = await readSound(speech, RATE)
      const { samples: recorded } = await readWavFile(path.join(folder, recording))
      expect(similarity(said, recorded, counts)).toBeGreaterThan(0.9)
      expect(similarity(said, played, counts)).toBeGreaterThan(0.9)
      expect(rmsLevel(own)).toBeLessThan(-60)
    },
  )

  it('is heard with noise suppression and automatic gain', async () => {
    const bo = joinRoom(20, 'processed', 'Bo', '--mic', 'null', '--speaker', 'pulse:bospk')
    const improved = ['--noise-suppression', '--auto-gain']
    const ann = joinRoom(20, 'processed', 'Ann', '--mic', 'pulse:annmic.monitor', '--speaker', 'null', ...improved)
    await Promise.all([bo.line(/^Speaker: /), ann.line(/^Microphone: /), ann.line(/^You are in/)])
    ann.type('/noise')
    await ann.line(/^Noise suppression is on\.$/)
    const said = await readSound(speech, RATE)
    const counts = undisturbed()
    const [, played] = await Promise.all([
      pulse.play('annmic', speech),
      pulse.record('bospk', RATE, (said.length / RATE) * 1000 + 1500),
    ])
    bo.type('/quit')
    ann.type('/quit')
    expect(await Promise.all([bo.exit, ann.exit])).toEqual([0, 0])
    // Filtered and at another loudness, but the same words.
    expect(similarity(said, played, counts)).toBeGreaterThan(0.6)
    expect(rmsLevel(played)).toBeGreaterThan(rmsLevel(said) - 10)
    expect(ann.lines.filter((line) => /processing|not available/.test(line))).toEqual([])
  })

  it.skipIf(missing('@livekit/rtc-ffi-bindings'))('does not return as an echo with echo cancellation', async () => {
    const echo = await echoOf(false)
    expect(await echoOf(true)).toBeLessThan(echo - 15)
  })

  /** The level of what Bo hears of himself, in dBFS, while Ann's microphone hears nothing but her speaker. */
  async function echoOf(cancelled: boolean): Promise<number> {
    const room = `echo-${++recordings}`
    const devices = ['--mic', 'pulse:annspk.monitor', '--speaker', 'pulse:annspk', '--transmission', 'open']
    const ann = joinRoom(20, room, 'Ann', ...devices, cancelled ? '--echo-cancellation' : '--no-echo-cancellation')
    await Promise.all([ann.line(/^Speaker: /), ann.line(/^Microphone: /), ann.line(/^You are in/)])
    const bo = joinRoom(20, room, 'Bo', '--mic', long, '--speaker', 'pulse:bospk')
    await bo.line(/^Speaker: /)
    const heard = await pulse.record('bospk', RATE, 9000)
    bo.type('/quit')
    ann.type('/quit')
    expect(await Promise.all([bo.exit, ann.exit])).toEqual([0, 0])
    // The first seconds are what the canceller learns from.
    return rmsLevel(heard.subarray(-4 * RATE))
  }

  it('is still recorded when the sound server dies', async () => {
    const bo = joinRoom(20, 'outage', 'Bo', '--mic', 'null', '--speaker', 'pulse:bospk', '--record', 'outage.wav')
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
