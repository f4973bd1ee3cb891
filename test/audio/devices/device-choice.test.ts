import { expect, test } from 'vitest'
import type { Device, DeviceKind } from '../../../src/audio/devices/device.ts'
import { chooseDevice, monitorRefused } from '../../../src/audio/devices/sound-card.ts'

function device(id: string, name: string, more: Partial<Device> = {}): Device {
  const backend = id.startsWith('pulse:') ? 'pulse' : 'portaudio'
  return { id, name, backend, kind: 'microphone', default: false, monitor: false, defaultRate: 48_000, ...more }
}

const headset = device('portaudio:3', 'USB Headset')
const webcam = device('portaudio:13', 'USB Webcam')
const twin = device('pulse:alsa_input.usb-1', 'USB Headset')
const monitor = device('pulse:built_in.monitor', 'Monitor of Built-in Audio', { monitor: true, default: true })
const speaker = device('pulse:built_in', 'Built-in Audio', { kind: 'speaker' })
/** The device that is meant, where PortAudio is preferred. */
function choose(devices: Device[], kind: DeviceKind, wanted: string): Device {
  return chooseDevice(devices, kind, wanted, 'portaudio')
}

const all = [headset, webcam, twin, monitor, speaker]

test('chooseDevice finds a device by id, name or part of a name, ignoring case', () => {
  expect(choose(all, 'microphone', 'portaudio:13')).toBe(webcam)
  expect(choose(all, 'microphone', 'pulse:alsa_input.usb-1')).toBe(twin)
  expect(choose(all, 'microphone', 'alsa_input.usb-1')).toBe(twin)
  expect(choose(all, 'microphone', 'webCAM')).toBe(webcam)
  expect(choose(all, 'speaker', 'built')).toBe(speaker)
})

test('chooseDevice prefers an exact name', () => {
  expect(choose(all, 'microphone', '3')).toBe(headset)
  expect(choose([device('portaudio:1', 'mic 2'), device('portaudio:2', 'mic')], 'microphone', 'mic').id).toBe(
    'portaudio:2',
  )
})

test('chooseDevice takes a device of both backends from the preferred one', () => {
  for (const both of [
    [twin, headset],
    [headset, twin],
  ]) {
    expect(chooseDevice(both, 'microphone', 'headset', 'portaudio')).toBe(headset)
    expect(chooseDevice(both, 'microphone', 'headset', 'pulse')).toBe(twin)
  }
})

test('chooseDevice matches a monitor only if it is named explicitly', () => {
  expect(() => choose(all, 'microphone', 'built')).toThrow('no microphone matches "built"')
  expect(choose(all, 'microphone', 'built_in.monitor')).toBe(monitor)
  expect(choose(all, 'microphone', 'monitor of')).toBe(monitor)
})

test('chooseDevice lists several matches, and the available devices when none matches', () => {
  expect(() => choose(all, 'microphone', 'usb')).toThrow(
    'several microphones match "usb": portaudio:3 (USB Headset), portaudio:13 (USB Webcam), ' +
      'pulse:alsa_input.usb-1 (USB Headset). Use an id.',
  )
  const same = [device('pulse:a', 'Null Output'), device('pulse:b', 'Null Output')]
  expect(() => choose(same, 'microphone', 'null')).toThrow('pulse:a (Null Output), pulse:b (Null Output)')
  expect(() => choose(all, 'speaker', 'x')).toThrow('available: pulse:built_in (Built-in Audio).')
  expect(() => choose([], 'speaker', 'x')).toThrow('this computer has no speaker.')
})

test('monitorRefused names the alternatives and the override', () => {
  expect(monitorRefused(monitor, all).message).toBe(
    'no microphone: the default source "built_in.monitor" is a monitor of a speaker. ' +
      'Please choose another: --mic portaudio:3, --mic portaudio:13, --mic pulse:alsa_input.usb-1; ' +
      'to use it anyway: --mic pulse:built_in.monitor',
  )
  expect(monitorRefused(monitor, [monitor, speaker]).message).toContain('Please connect one; to use it')
})
