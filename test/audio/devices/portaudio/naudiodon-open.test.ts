import { expect, test } from 'vitest'
import {
  type Naudiodon,
  NO_DEVICE,
  naudiodonDevices,
  type PortAudioDevice,
} from '../../../../src/audio/devices/portaudio/naudiodon.ts'
import { openNaudiodon } from '../../../../src/audio/devices/portaudio/naudiodon-open.ts'

const headset: PortAudioDevice = {
  id: 4,
  name: 'Headset',
  maxInputChannels: 2,
  maxOutputChannels: 0,
  defaultSampleRate: 44_100,
  hostAPIName: 'ALSA',
}
const monitor = { ...headset, id: 5, name: 'Monitor of Built-in', maxOutputChannels: 2 }

function portAudio(devices: PortAudioDevice[], defaultInput: number): Naudiodon {
  return {
    getDevices: () => devices,
    getHostAPIs: () => ({ defaultHostAPI: 0, HostAPIs: [{ defaultInput, defaultOutput: NO_DEVICE }] }),
    AudioIO: () => {
      throw new Error('not here')
    },
  }
}

test('openNaudiodon tries the requested rate, then stereo, then the native rate', () => {
  const naudiodon = portAudio([headset], 4)
  const tried: string[] = []
  const openWhere = (accepts: (rate: number, channels: number) => boolean) =>
    openNaudiodon(naudiodon, 'in', 48_000, undefined, ({ sampleRate, channelCount, sampleFormat }) => {
      tried.push(`${sampleRate}/${channelCount}/${sampleFormat}`)
      if (!accepts(sampleRate, channelCount)) throw new Error(`refused ${tried.length}`)
      return 'stream'
    })
  expect(openWhere(() => true)).toEqual({ stream: 'stream', name: 'Headset', rate: 48_000, channels: 1 })
  expect(openWhere((_, channels) => channels === 2)).toMatchObject({ rate: 48_000, channels: 2 })
  expect(openWhere((rate) => rate === 44_100)).toMatchObject({ rate: 44_100, channels: 1 })
  tried.length = 0
  expect(() => openWhere(() => false)).toThrow('refused 1')
  expect(tried).toEqual(['48000/1/16', '48000/2/16', '44100/1/16', '44100/2/16'])
})

test('openNaudiodon finds a device by its name when its index has changed', () => {
  const moved = [
    { ...headset, id: 7 },
    { ...monitor, id: 4 },
  ]
  const open = (index: number, name: string) =>
    openNaudiodon(portAudio(moved, 4), 'in', 48_000, { index, name }, ({ deviceId }) => deviceId).stream
  expect(open(4, 'Headset')).toBe(7)
  expect(() => open(4, 'Webcam')).toThrow('it was disconnected')
  expect(() => openNaudiodon(portAudio([], NO_DEVICE), 'in', 48_000, undefined, () => 1)).toThrow('no device found')
})

test('naudiodonDevices lists the devices of PortAudio', () => {
  expect(naudiodonDevices(portAudio([headset, monitor], 4)).map((d) => [d.id, d.kind, d.default, d.monitor])).toEqual([
    ['portaudio:4', 'microphone', true, false],
    ['portaudio:5', 'microphone', false, true],
    ['portaudio:5', 'speaker', false, false],
  ])
  expect(naudiodonDevices({ ...portAudio([], 0), getHostAPIs: () => ({ defaultHostAPI: 0, HostAPIs: [] }) })).toEqual(
    [],
  )
})
