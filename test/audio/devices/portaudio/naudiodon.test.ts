import { spawn } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { listDevices } from '../../../../src/audio/devices/device-list.ts'
import { openMicrophone } from '../../../../src/audio/devices/open-device.ts'
import { systemClock } from '../../../../src/lib/clock.ts'
import { childPids, isAlive } from '../../../helpers/child-pids.ts'
import { PulseServer } from '../../../helpers/pulse.ts'
import { SoundLoop } from '../../../helpers/sound-loop.ts'
import { missing } from '../../../helpers/tools.ts'

const FORMAT = { rate: 16_000, frameMs: 20 }
const soon = { timeout: 60_000, interval: 50 }

describe.skipIf(missing('naudiodon', 'pulseaudio', 'pactl', 'parec'))('naudiodon', () => {
  let pulse: PulseServer
  let loop: SoundLoop | undefined

  beforeAll(async () => {
    pulse = await PulseServer.start('A')
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
    loop = await SoundLoop.open('mic_A', 'spk_A', { rate, frameMs })
    expect([loop.microphone.name, loop.speaker.name]).toEqual(['mic_A', 'spk_A'])
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

  test('restarts a hanging host', async () => {
    loop = await SoundLoop.open('mic_A', 'spk_A', FORMAT)
    loop.play(true)
    await vi.waitFor(() => expect(loop!.level()).toBeCloseTo(-20, 0), soon)
    const hosts = childPids(process.pid, 'naudiodon-host')
    expect(hosts).toHaveLength(2)
    for (const pid of hosts) process.kill(pid, 'SIGSTOP')
    await vi.waitFor(() => expect(loop!.reports).toHaveLength(4), soon)
    expect(loop.reports.toSorted()).toEqual([
      'microphone failed: the microphone "mic_A" stopped: no audio for some seconds. Restarting it.',
      'microphone recovered',
      'speaker failed: the speaker "spk_A" stopped: no audio for some seconds. Restarting it.',
      'speaker recovered',
    ])
    expect(hosts.some(isAlive)).toBe(false)
    await vi.waitFor(() => expect(loop!.level()).toBeCloseTo(-20, 0), soon)
  })

  test('reports when the sound server dies and returns', async () => {
    loop = await SoundLoop.open('mic_A', 'spk_A', FORMAT)
    loop.play(true)
    await vi.waitFor(() => expect(loop!.level()).toBeCloseTo(-20, 0), soon)
    await pulse.crash()
    await vi.waitFor(() => expect(loop!.reports).toHaveLength(2), soon)
    await pulse.restart()
    // A device that opens before the sound server is ready may be lost once more.
    const last = (kind: string) => loop!.reports.findLast((one) => one.startsWith(kind))
    await vi.waitFor(() => {
      expect([last('microphone'), last('speaker')]).toEqual(['microphone recovered', 'speaker recovered'])
    }, soon)
    await vi.waitFor(() => expect(loop!.level()).toBeCloseTo(-20, 0), soon)
  })

  test('closes without hanging while the sound server is down, and leaves no process', async () => {
    loop = await SoundLoop.open('mic_A', 'spk_A', FORMAT)
    await pulse.crash()
    await loop.close()
    expect(childPids(process.pid, 'naudiodon-host')).toEqual([])
    await expect(openMicrophone('portaudio:', FORMAT, systemClock)).rejects.toThrow('cannot be opened')
    await pulse.restart()
  })

  test('its host exits when the client is killed', async () => {
    const module = new URL('../../../../src/audio/devices/', import.meta.url)
    const script = `
      import { openMicrophone } from '${module}open-device.ts'
      import { systemClock } from '${module}../../lib/clock.ts'
      await openMicrophone('mic_A', ${JSON.stringify(FORMAT)}, systemClock)`
    const client = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      stdio: 'ignore',
    })
    let host = 0
    await vi.waitFor(() => {
      host = childPids(client.pid!, 'naudiodon-host')[0]!
      expect(isAlive(host)).toBe(true)
    }, soon)
    client.kill('SIGKILL')
    await vi.waitFor(() => expect(isAlive(host)).toBe(false), soon)
  })

  test('lists its devices', async () => {
    const devices = (await listDevices()).filter((device) => device.backend === 'portaudio')
    expect(devices).toContainEqual({
      id: expect.stringMatching(/^portaudio:\d+$/),
      name: 'mic_A',
      kind: 'microphone',
      backend: 'portaudio',
      default: false,
      monitor: false,
      defaultRate: 44_100,
    })
    const defaults = devices.filter((device) => device.default)
    expect(defaults.map((device) => [device.kind, device.name])).toEqual([
      ['microphone', 'default'],
      ['speaker', 'default'],
    ])
  })
})
