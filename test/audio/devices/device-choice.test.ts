import { expect, test } from 'vitest'
import type { Device, DeviceKind } from '../../../src/audio/devices/device.ts'
import { chooseDevice, monitorRefused } from '../../../src/audio/devices/sound-card.ts'

function device(id: string, name: string, more: Partial<Device> = {}): Device {
  const backend = id.startsWith('pulse:') ? 'pulse' : 'portaudio'
  return {
    id,
    name,
    backend,
    kind: 'microphone',
    default: false,
    monitor: false,
    defaultRate: 48_000,
    ...more,
  }
}

const headset = device('portaudio:3', 'USB Headset')
const webcam = device('portaudio:13', 'USB Webcam')
const twin = device('pulse:alsa_input.usb-1', 'USB Headset')
const monitor = device('pulse:built_in.monitor', 'Monitor of Built-in Audio', {
  monitor: true,
  default: true,
})
const speaker = device('pulse:built_in', 'Built-in Audio', { kind: 'speaker' })
/** The device that is meant, where PortAudio is preferred. */
function choose(devices: Device[], kind: DeviceKind, wanted: string): Device {
  return chooseDevice(devices, kind, wanted, 'portaudio')
}

const all = [headset, webcam, twin, monitor, speaker]

test('an id, a name or a part of a name, in any case', () => {
  expect(choose(all, 'microphone', 'portaudio:13')).toBe(webcam)
  expect(choose(all, 'microphone', 'pulse:alsa_input.usb-1')).toBe(twin)
  expect(choose(all, 'microphone', 'alsa_input.usb-1')).toBe(twin)
  expect(choose(all, 'microphone', 'webCAM')).toBe(webcam)
  expect(choose(all, 'speaker', 'built')).toBe(speaker)
})

test('an exact name wins over names that contain it', () => {
  expect(choose(all, 'microphone', '3')).toBe(headset)
  expect(choose([device('portaudio:1', 'mic 2'), device('portaudio:2', 'mic')], 'microphone', 'mic').id).toBe(
    'portaudio:2',
  )
})

test('a device that both backends offer is taken from the preferred one', () => {
  for (const both of [
    [twin, headset],
    [headset, twin],
  ]) {
    expect(chooseDevice(both, 'microphone', 'headset', 'portaudio')).toBe(headset)
    expect(chooseDevice(both, 'microphone', 'headset', 'pulse')).toBe(twin)
  }
})

test('a monitor is never meant by accident', () => {
  expect(() => choose(all, 'microphone', 'built')).toThrow('no microphone is called like "built"')
  expect(choose(all, 'microphone', 'built_in.monitor')).toBe(monitor)
  expect(choose(all, 'microphone', 'monitor of')).toBe(monitor)
})

test('several that match, and none, are listed', () => {
  expect(() => choose(all, 'microphone', 'usb')).toThrow(
    'several microphones are called like "usb": portaudio:3 (USB Headset), portaudio:13 (USB Webcam), ' +
      'pulse:alsa_input.usb-1 (USB Headset). Give an id.',
  )
  const same = [device('pulse:a', 'Null Output'), device('pulse:b', 'Null Output')]
  expect(() => choose(same, 'microphone', 'null')).toThrow('pulse:a (Null Output), pulse:b (Null Output)')
  expect(() => choose(all, 'speaker', 'x')).toThrow('there are: pulse:built_in (Built-in Audio).')
  expect(() => choose([], 'speaker', 'x')).toThrow('there is no speaker at all.')
})

test('a monitor as the default is refused with the ways out', () => {
  expect(monitorRefused(monitor, all).message).toBe(
    'no microphone: the default source "built_in.monitor" hears what the speaker plays. ' +
      'Please choose another: --mic portaudio:3, --mic portaudio:13, --mic pulse:alsa_input.usb-1; ' +
      'to take it all the same: --mic pulse:built_in.monitor',
  )
  expect(monitorRefused(monitor, [monitor, speaker]).message).toContain('Please plug one in; to take it')
})
