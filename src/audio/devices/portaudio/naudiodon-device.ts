import type { Clock } from '../../../lib/clock.ts'
import { ChildSupervisor } from '../../../lib/process/child-supervisor.ts'
import { type AudioFormat, frameLength } from '../../format.ts'
import { BurstGate } from '../burst-gate.ts'
import {
  DEVICE_FAILURES,
  type DeviceError,
  type Microphone,
  type MicrophoneHandlers,
  type Speaker,
  type SpeakerHandlers,
  type SpeakerOptions,
} from '../device.ts'
import { liveInHost } from './naudiodon-child.ts'
import { type PortAudioTarget, queueScale } from './naudiodon-messages.ts'

/** A microphone through PortAudio, on any platform. */
export class NaudiodonMicrophone implements Microphone {
  name: string
  readonly #supervisor: ChildSupervisor<DeviceError>
  readonly #gate: BurstGate
  #handlers: MicrophoneHandlers | undefined

  private constructor(format: AudioFormat, clock: Clock, target?: PortAudioTarget) {
    this.name = target?.name ?? 'default'
    this.#gate = new BurstGate(clock, format.frameMs)
    this.#supervisor = new ChildSupervisor(
      clock,
      `the microphone "${this.name}"`,
      (life) =>
        liveInHost(clock, life, { type: 'open', direction: 'in', format, ...(target && { target }) }, (message) => {
          if (message.type === 'opened') this.name = message.name
          else if (message.type === 'frame' && this.#gate.admits()) this.#handlers?.frame(message.samples)
        }),
      DEVICE_FAILURES,
    )
  }

  /**
   * @param target undefined for the default of PortAudio
   * @throws DeviceError if it cannot be opened
   */
  static async open(format: AudioFormat, clock: Clock, target?: PortAudioTarget): Promise<NaudiodonMicrophone> {
    const microphone = new NaudiodonMicrophone(format, clock, target)
    await microphone.#supervisor.open()
    return microphone
  }

  start(handlers: MicrophoneHandlers): void {
    this.#handlers = handlers
    this.#supervisor.listen(handlers)
  }

  close(): Promise<void> {
    this.#handlers = undefined
    return this.#supervisor.close()
  }
}

/** Usual ms that frames of a live voice wait in the host, in the package and in the blocks of PortAudio. */
const USUAL_DELAY = 50

/** A speaker through PortAudio, on any platform. Plays silence until it is started. */
export class NaudiodonSpeaker implements Speaker {
  name: string
  readonly delayMs: number
  readonly #supervisor: ChildSupervisor<DeviceError>
  #pull: () => Int16Array

  private constructor(format: AudioFormat, clock: Clock, target: PortAudioTarget | undefined, options: SpeakerOptions) {
    this.name = target?.name ?? 'default'
    this.delayMs = USUAL_DELAY * queueScale(options)
    const silence = new Int16Array(frameLength(format))
    this.#pull = () => silence
    this.#supervisor = new ChildSupervisor(
      clock,
      `the speaker "${this.name}"`,
      (life) =>
        liveInHost(
          clock,
          life,
          { type: 'open', direction: 'out', format, ...options, ...(target && { target }) },
          (message, child) => {
            if (message.type === 'opened') this.name = message.name
            else if (message.type === 'pull') child.say({ type: 'frame', samples: this.#pull() })
          },
        ),
      DEVICE_FAILURES,
    )
  }

  /**
   * @param target undefined for the default of PortAudio
   * @throws DeviceError if it cannot be opened
   */
  static async open(
    format: AudioFormat,
    clock: Clock,
    target?: PortAudioTarget,
    options: SpeakerOptions = {},
  ): Promise<NaudiodonSpeaker> {
    const speaker = new NaudiodonSpeaker(format, clock, target, options)
    await speaker.#supervisor.open()
    return speaker
  }

  start(pull: () => Int16Array, handlers: SpeakerHandlers): void {
    this.#pull = pull
    this.#supervisor.listen(handlers)
  }

  close(): Promise<void> {
    return this.#supervisor.close()
  }
}
