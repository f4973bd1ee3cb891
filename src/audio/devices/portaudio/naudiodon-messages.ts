/**
 * The messages between the client and the host process of naudiodon. The host lists devices, or opens one and then sends
 * or requests one frame at a time.
 */
import type { AudioFormat } from '../../format.ts'
import type { Device, SpeakerOptions } from '../device.ts'

export type Direction = 'in' | 'out'

/** A listed device. Indexes change when devices are connected, so the name is decisive. */
export interface PortAudioTarget {
  index: number
  name: string
}

export type ToHost =
  | { type: 'list' }
  | { type: 'open'; direction: Direction; format: AudioFormat; target?: PortAudioTarget; patient?: boolean }
  | { type: 'frame'; samples: Int16Array }

export type FromHost =
  | { type: 'devices'; devices: Device[] }
  | { type: 'opened'; name: string }
  | { type: 'frame'; samples: Int16Array }
  | { type: 'pull' }
  | { type: 'failed'; reason: string }

/** How many times longer than for a live voice all queues of playback are for a patient speaker. */
const PATIENT_SCALE = 4

/** By which factor the queues of playback are longer than for a live voice. */
export function queueScale({ patient }: SpeakerOptions): number {
  return patient ? PATIENT_SCALE : 1
}
