import { expect, test } from 'vitest'
import type { Device } from '../../../src/audio/devices/device.ts'
import { formatDevices } from '../../../src/audio/devices/device-list.ts'
import { cleanDeviceName } from '../../../src/audio/devices/device-name.ts'

const headset: Device = {
  id: 'portaudio:3',
  name: 'USB Headset',
  kind: 'microphone',
  backend: 'portaudio',
  default: true,
  monitor: false,
  defaultRate: 44_100,
}
const monitor: Device = {
  ...headset,
  id: 'pulse:a.monitor',
  name: 'Monitor of A',
  backend: 'pulse',
  default: true,
  monitor: true,
}

test('formatDevices aligns columns, and marks defaults and monitors', () => {
  const speaker: Device = { ...headset, id: 'portaudio:10', kind: 'speaker', default: false, defaultRate: 8000 }
  expect(formatDevices([headset, monitor, speaker]).split('\n').slice(0, 6)).toEqual([
    'Microphones',
    '*  portaudio:3      USB Headset   44100 Hz',
    '   pulse:a.monitor  Monitor of A  44100 Hz  monitor (of a speaker; only if named)',
    '',
    'Speakers',
    '   portaudio:10  USB Headset  8000 Hz',
  ])
})

test('formatDevices suggests alternatives when there is no device', () => {
  const none = 'No microphone. Connect one, or use a file or another program: --mic speech.wav, --mic -'
  expect(formatDevices([])).toContain(none)
  expect(formatDevices([monitor])).toContain(none)
  expect(formatDevices([headset])).not.toContain(none)
  expect(formatDevices([headset])).toContain('No speaker.')
})

test('cleanDeviceName reduces names from the system to one plain line', () => {
  expect(cleanDeviceName(' USB\u001b[31m\n\u202eHead\u0000set  x ')).toBe('USB Headset x')
  expect(cleanDeviceName('Zwölf 🎤')).toBe('Zwölf 🎤')
  expect(cleanDeviceName('\u0007')).toBe('unnamed')
  expect(cleanDeviceName('x'.repeat(500))).toHaveLength(80)
})
