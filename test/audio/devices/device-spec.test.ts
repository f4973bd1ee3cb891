import { expect, test } from 'vitest'
import { parseDeviceSpec } from '../../../src/audio/devices/device-spec.ts'

test.each([
  [undefined, { kind: 'default' }],
  ['', { kind: 'default' }],
  ['default', { kind: 'default' }],
  ['pulse:', { kind: 'default', backend: 'pulse' }],
  ['portaudio:default', { kind: 'default', backend: 'portaudio' }],
  ['pulse:A.monitor', { kind: 'named', backend: 'pulse', name: 'A.monitor' }],
  ['portaudio:3', { kind: 'named', backend: 'portaudio', name: '3' }],
  ['USB Headset', { kind: 'named', name: 'USB Headset' }],
  ['some/file.WAV', { kind: 'file', path: 'some/file.WAV' }],
  ['-', { kind: 'stream' }],
  ['null', { kind: 'null' }],
])('%j', (spec, parsed) => {
  expect(parseDeviceSpec(spec)).toEqual(parsed)
})
