import { expect, test } from 'vitest'
import { parsePulseList } from '../../../../src/audio/devices/pulse/pulse-list.ts'

const printed = `Source #0
	State: IDLE
	Name: A.monitor
	Description: Monitor of Zwölf
	Driver: module-null-sink.c
	Sample Specification: s16le 2ch 48000Hz
	Monitor of Sink: A
	Properties:
		device.description = "Monitor of Zwölf"

Source #12
	State: RUNNING
	Name: alsa_input.usb-Headset.mono
	Description: Headset\u0007 Mono
	Sample Specification: s16le 1ch 16000Hz
	Monitor of Sink: n/a
`

test('parsePulseList parses the output of pactl', () => {
  expect(parsePulseList(printed, 'microphone', 'alsa_input.usb-Headset.mono')).toEqual([
    {
      id: 'pulse:A.monitor',
      name: 'Monitor of Zwölf',
      kind: 'microphone',
      backend: 'pulse',
      default: false,
      monitor: true,
      defaultRate: 48_000,
    },
    {
      id: 'pulse:alsa_input.usb-Headset.mono',
      name: 'Headset Mono',
      kind: 'microphone',
      backend: 'pulse',
      default: true,
      monitor: false,
      defaultRate: 16_000,
    },
  ])
  expect(parsePulseList('', 'speaker', undefined)).toEqual([])
})
