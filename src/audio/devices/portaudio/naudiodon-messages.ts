/**
 * The messages between the client and the host process of naudiodon. The host lists devices, or opens one and then sends
 * or requests one frame at a time.
 */
import type { AudioFormat } from '../../format.ts'
import type { Device } from '../device.ts'

export type Direction = 'in' | 'out'

/** A listed device. Indexes change when devices are connected, so the name is decisive. */
export interface PortAudioTarget {
  index: number
  name: string
}

export type ToHost =
  | { type: 'list' }
  | { type: 'open'; direction: Direction; format: AudioFormat; target?: PortAudioTarget }
  | { type: 'frame'; samples: Int16Array }

export type FromHost =
  | { type: 'devices'; devices: Device[] }
  | { type: 'opened'; name: string }
  | { type: 'frame'; samples: Int16Array }
  | { type: 'pull' }
  | { type: 'failed'; reason: string }
