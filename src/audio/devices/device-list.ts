import { type Clock, systemClock } from '../../lib/clock.ts'
import type { Backend } from './device-spec.ts'
import { listNaudiodonDevices } from './portaudio/naudiodon-list.ts'
import { listPulseDevices } from './pulse/pulse-list.ts'

export type DeviceKind = 'microphone' | 'speaker'

/** A sound device of this machine. */
export interface Device {
  /** What names it on the command line: `portaudio:3`, `pulse:alsa_input.usb`. */
  id: string
  /** For people; control characters are taken out. */
  name: string
  kind: DeviceKind
  backend: Backend
  /** What its backend takes when none is named. */
  default: boolean
  /** Hears what a speaker plays: a microphone only for one who asks for it by name. */
  monitor: boolean
  /** Samples per second it runs at by itself. */
  defaultRate: number
}

/** All sound devices, enumerated anew; a backend that is not there, or does not answer in time, has none. */
export async function listDevices(clock: Clock = systemClock): Promise<Device[]> {
  const lists = await Promise.all([listNaudiodonDevices(clock).catch(() => []), listPulseDevices()])
  return lists.flat()
}

/** The id without its backend: PortAudio's index, or the name in the sound server. */
export function localId(device: Device): string {
  return device.id.slice(device.backend.length + 1)
}
