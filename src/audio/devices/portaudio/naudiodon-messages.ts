/**
 * What the client and the host process of naudiodon say to each other. The host says nothing that it was not
 * asked for: it lists devices, or it opens one and then hands out, or asks for, one frame at a time.
 */
import type { AudioFormat } from '../../format.ts'
import type { Device } from '../device.ts'

export type Direction = 'in' | 'out'

/** A device of a listing. Indexes change when something is plugged in: the name decides. */
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
