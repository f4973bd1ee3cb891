import type { FailureReport } from '../../lib/child-supervisor.ts'

/** The two ways to a sound card. */
export type Backend = 'portaudio' | 'pulse'

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

/** The id without its backend: PortAudio's index, or the name in the sound server. */
export function localId(device: Device): string {
  return device.id.slice(device.backend.length + 1)
}

/** What a microphone tells while it runs. */
export interface MicrophoneHandlers {
  /** Receives one frame of `frameLength(format)` samples; the array is valid until the next call. */
  frame(samples: Int16Array): void
  /** The end of the file or stream was reached. */
  ended?(): void
  /** The device stopped. It is reopened for a while; a second `failed` means that this was unsuccessful. */
  failed(error: DeviceError): void
  /** The device works again after `failed`. */
  recovered?(): void
}

/** The events of a running speaker. */
export type SpeakerHandlers = Pick<MicrophoneHandlers, 'failed' | 'recovered'>

/** A source of voice frames: a sound card, a file or a stream. */
export interface Microphone {
  /** Shown to the user. */
  readonly name: string
  /** Starts to deliver frames. Call it once. */
  start(handlers: MicrophoneHandlers): void
  /** Gives the device back. Nothing is reported afterwards. May be called again, and never hangs. */
  close(): Promise<void>
}

/** A sink of voice frames: a sound card, a file or a stream. */
export interface Speaker {
  /** Shown to the user. */
  readonly name: string
  /**
   * Starts to play. `pull` is called when the device needs the next frame of `frameLength(format)` samples, so that the
   * clock of the device sets the pace; silence is a frame of zeros. The frame is copied before `pull` is called again.
   * Call it once.
   */
  start(pull: () => Int16Array, handlers: SpeakerHandlers): void
  /** Estimated playback latency in ms of a frame pulled now; omitted if there is none. */
  readonly delayMs?: number
  /** Gives the device back. Nothing is reported afterwards. May be called again, and never hangs. */
  close(): Promise<void>
}

/** A device cannot be used. The message says what failed and what the user can do. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'
}

/** How failures of the programs that drive sound cards are reported. */
export const DEVICE_FAILURES: FailureReport<DeviceError> = {
  error: DeviceError,
  stuck: 'no sound came for some seconds',
  advice: 'Look at "chat-client devices" and choose again.',
}
