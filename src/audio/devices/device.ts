import type { FailureReport } from '../../lib/process/child-supervisor.ts'

/** The libraries for sound cards. */
export type Backend = 'portaudio' | 'pulse'

export type DeviceKind = 'microphone' | 'speaker'

/** A sound device of this computer. */
export interface Device {
  /** Its id on the command line: `portaudio:3`, `pulse:alsa_input.usb`. */
  id: string
  /** Name for the user, without control characters. */
  name: string
  kind: DeviceKind
  backend: Backend
  /** Whether it is the default of its backend. */
  default: boolean
  /** Whether it captures what a speaker plays. Such a source is used as a microphone only if named explicitly. */
  monitor: boolean
  /** Native sample rate in Hz. */
  defaultRate: number
}

/** The id without its backend: the index in PortAudio, or the name in the sound server. */
export function localId(device: Device): string {
  return device.id.slice(device.backend.length + 1)
}

/** The events of a running microphone. */
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
  /** Closes the device. No handler is called afterwards. Never hangs; may be called again. */
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
  /** Closes the device. No handler is called afterwards. Never hangs; may be called again. */
  close(): Promise<void>
}

/** How a speaker plays. Files and streams ignore it, since they play no gaps. */
export interface SpeakerOptions {
  /**
   * Prefers playback without gaps to a short delay, for sound that is not live: some 200 ms are queued, so that it
   * survives a busy machine.
   */
  readonly patient?: boolean
}

/** A device cannot be used. The message says what failed and what the user can do. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'
}

/** How failures of the programs that drive sound cards are reported. */
export const DEVICE_FAILURES: FailureReport<DeviceError> = {
  error: DeviceError,
  stuck: 'no audio for some seconds',
  advice: 'Choose another; "chat-client devices" lists them.',
}
