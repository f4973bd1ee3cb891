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
  /** One frame of `frameLength(format)` samples; the array is the receiver's to keep until the next call only. */
  frame(samples: Int16Array): void
  /** There is no more to come (the end of a file or of a stream). */
  ended?(): void
  /** The device stopped. It is tried again for a while; a later `failed` tells that this was given up. */
  failed(error: DeviceError): void
  /** Sound flows again after a `failed`. */
  recovered?(): void
}

/** What a speaker tells while it runs; as for the microphone. */
export type SpeakerHandlers = Pick<MicrophoneHandlers, 'failed' | 'recovered'>

/** A source of voice frames: a sound card, a file or a stream. */
export interface Microphone {
  /** Shown to the user. */
  readonly name: string
  /** Begins to hand out frames. Called once. */
  start(handlers: MicrophoneHandlers): void
  /** Gives the device back. Nothing is reported afterwards. May be called again, and never hangs. */
  close(): Promise<void>
}

/** A sink of voice frames: a sound card, a file or a stream. */
export interface Speaker {
  /** Shown to the user. */
  readonly name: string
  /**
   * Begins to play. `pull` is called each time the device wants the next frame of `frameLength(format)` samples,
   * so that the device's clock sets the pace; silence is a frame of zeros. The frame is used before `pull`
   * is called again. Called once.
   */
  start(pull: () => Int16Array, handlers: SpeakerHandlers): void
  /** ms after which what is pulled now will be heard, as far as is known; missing where it is heard at once. */
  readonly delayMs?: number
  /** Gives the device back. Nothing is reported afterwards. May be called again, and never hangs. */
  close(): Promise<void>
}

/** A device cannot be used. The message is for people: what is wrong and what to do about it. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'
}

/** How failures of the programs that drive sound cards are reported. */
export const DEVICE_FAILURES: FailureReport<DeviceError> = {
  error: DeviceError,
  stuck: 'no sound came for some seconds',
  advice: 'Look at "chat-client devices" and choose again.',
}
