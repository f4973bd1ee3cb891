import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { listDevices } from '../../../../src/audio/devices/device-list.ts'
import { openMicrophone, preferredBackend } from '../../../../src/audio/devices/open-device.ts'
import { openSoundCard } from '../../../../src/audio/devices/sound-card.ts'
import { systemClock } from '../../../../src/lib/clock.ts'
import { childPids } from '../../../helpers/child-pids.ts'
import { PulseServer } from '../../../helpers/pulse.ts'
import { SoundLoop } from '../../../helpers/sound-loop.ts'
import { missing } from '../../../helpers/tools.ts'

const FORMAT = { rate: 16_000, frameMs: 20 }
const soon = { timeout: 60_000, interval: 50 }

describe.skipIf(missing('pulseaudio', 'pactl', 'parec', 'pacat'))('PulseAudio', () => {
  let pulse: PulseServer
  let loop: SoundLoop | undefined

  beforeAll(async () => {
    pulse = await PulseServer.start('A', 'B')
    pulse.use()
  })
  afterEach(async () => {
    await loop?.close()
    loop = undefined
  })
  afterAll(() => pulse?.stop())

  test.each([
    [48_000, 20],
    [16_000, 20],
    [11_025, 20],
    [48_000, 10],
    [11_025, 10],
  ])('a tone goes from the speaker to the microphone at %i Hz in frames of %i ms', async (rate, frameMs) => {
    loop = await SoundLoop.open('pulse:A.monitor', 'pulse:A', { rate, frameMs })
    await vi.waitFor(() => expect(loop!.level()).toBeLessThan(-70), soon)
    loop.play(true)
    await vi.waitFor(() => expect(loop!.level()).toBeCloseTo(-20, 0), soon)
    loop.play(false)
    await vi.waitFor(() => expect(loop!.level()).toBeLessThan(-70), soon)
    expect([...loop.lengths]).toEqual([Math.round((rate * frameMs) / 1000)])
    // Both go at the pace of the same sound server, whatever this machine is busy with.
    expect(loop.playedFrames / loop.heardFrames).toBeGreaterThan(0.8)
    expect(loop.playedFrames / loop.heardFrames).toBeLessThan(1.25)
    expect(loop.reports).toEqual([])
  })

  test('restarts a hanging program', async () => {
    loop = await SoundLoop.open('pulse:A.monitor', 'pulse:A', FORMAT)
    loop.play(true)
    await vi.waitFor(() => expect(loop!.level()).toBeCloseTo(-20, 0), soon)
    for (const pid of ['Parlor microphone', 'Parlor speaker'].flatMap((part) => childPids(process.pid, part))) {
      process.kill(pid, 'SIGSTOP')
    }
    await vi.waitFor(() => expect(loop!.reports).toHaveLength(4), soon)
    expect(loop.reports.toSorted()).toEqual([
      'microphone failed: the microphone "Monitor of Null Output" stopped: no audio for some seconds. Restarting it.',
      'microphone recovered',
      'speaker failed: the speaker "Null Output" stopped: no audio for some seconds. Restarting it.',
      'speaker recovered',
    ])
    await vi.waitFor(() => expect(loop!.level()).toBeCloseTo(-20, 0), soon)
  })

  test('reports when the sound server dies and returns', async () => {
    loop = await SoundLoop.open('pulse:A.monitor', 'pulse:A', FORMAT)
    loop.play(true)
    await vi.waitFor(() => expect(loop!.level()).toBeCloseTo(-20, 0), soon)
    await pulse.crash()
    await vi.waitFor(() => expect(loop!.reports).toHaveLength(2), soon)
    expect(loop.reports.join()).toContain('the microphone "Monitor of Null Output" stopped: the sound server')
    expect(loop.reports.join()).toContain('the speaker "Null Output" stopped: the sound server')
    await pulse.restart()
    await vi.waitFor(() => expect(loop!.reports).toHaveLength(4), soon)
    await vi.waitFor(() => expect(loop!.level()).toBeCloseTo(-20, 0), soon)
  })

  test('closes without hanging while the sound server is down', async () => {
    loop = await SoundLoop.open('pulse:A.monitor', 'pulse:A', FORMAT)
    await pulse.crash()
    await loop.close()
    expect(childPids(process.pid, 'Parlor')).toEqual([])
    await expect(openMicrophone('pulse:', FORMAT, systemClock)).rejects.toThrow('PulseAudio has no microphone')
    await pulse.restart()
  })

  test('refuses a monitor as the default microphone, and accepts a real one', async () => {
    const refused = 'no microphone: the default source "A.monitor" is a monitor of a speaker. Please connect one'
    await expect(openMicrophone('pulse:', FORMAT, systemClock)).rejects.toThrow(refused)
    await expect(openMicrophone(undefined, FORMAT, systemClock)).rejects.toThrow(refused)
    await pulse.pactl('load-module', 'module-remap-source', 'master=B.monitor', 'source_name=desk')
    await pulse.pactl('set-default-source', 'desk')
    const microphone = await openMicrophone('pulse:', FORMAT, systemClock)
    expect(microphone.name).toContain('Remapped')
    await microphone.close()
  })

  test('lists its devices', async () => {
    const devices = (await listDevices()).filter((device) => device.backend === 'pulse')
    expect(devices).toContainEqual({
      id: 'pulse:A.monitor',
      name: 'Monitor of Null Output',
      kind: 'microphone',
      backend: 'pulse',
      default: false,
      monitor: true,
      defaultRate: 48_000,
    })
    expect(devices.filter((device) => device.default).map((device) => device.id)).toEqual(['pulse:desk', 'pulse:A'])
  })

  test('is preferred for short frames, with PortAudio as the fallback', async () => {
    const open = (frameMs: number, pulseOpener: () => Promise<string>) =>
      openSoundCard('speaker', { kind: 'default' }, systemClock, preferredBackend({ rate: 48_000, frameMs }), {
        portaudio: async () => 'PortAudio',
        pulse: pulseOpener,
      })
    expect(await open(20, async () => 'Pulse')).toBe('PortAudio')
    expect(await open(10, async () => 'Pulse')).toBe('Pulse')
    expect(await open(10, () => Promise.reject(new Error('Pulse is not there.')))).toBe('PortAudio')
  })

  test('is the fallback for PortAudio, and both reasons are reported when neither works', async () => {
    const portaudio = () => Promise.reject(new Error('PortAudio is not there.'))
    const open = (pulseOpener: () => Promise<string>) =>
      openSoundCard('speaker', { kind: 'default' }, systemClock, 'portaudio', { portaudio, pulse: pulseOpener })
    expect(await open(async () => 'opened')).toBe('opened')
    await expect(open(() => Promise.reject(new Error('Pulse is not there.')))).rejects.toThrow(
      'no working speaker. Connect one, or continue without: --speaker null (PortAudio is not there. Pulse is not there.',
    )
  })
})
