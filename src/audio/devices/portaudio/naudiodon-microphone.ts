import { ChildSupervisor } from '../../../lib/child-supervisor.ts'
import type { Clock } from '../../../lib/clock.ts'
import type { AudioFormat } from '../../format.ts'
import { BurstGate } from '../burst-gate.ts'
import type { Microphone, MicrophoneHandlers } from '../device.ts'
import { liveInHost } from './naudiodon-child.ts'
import type { PortAudioTarget } from './naudiodon-messages.ts'

/** A microphone by PortAudio, on any system. */
export class NaudiodonMicrophone implements Microphone {
  name: string
  readonly #supervisor: ChildSupervisor
  readonly #gate: BurstGate
  #handlers: MicrophoneHandlers | undefined

  private constructor(format: AudioFormat, clock: Clock, target?: PortAudioTarget) {
    this.name = target?.name ?? 'default'
    this.#gate = new BurstGate(clock, format.frameMs)
    this.#supervisor = new ChildSupervisor(clock, `the microphone "${this.name}"`, (life) =>
      liveInHost(
        clock,
        life,
        { type: 'open', direction: 'in', format, ...(target && { target }) },
        (message) => {
          if (message.type === 'opened') this.name = message.name
          else if (message.type === 'frame' && this.#gate.admits()) this.#handlers?.frame(message.samples)
        },
      ),
    )
  }

  /**
   * @param target none: PortAudio's default
   * @throws DeviceError
   */
  static async open(
    format: AudioFormat,
    clock: Clock,
    target?: PortAudioTarget,
  ): Promise<NaudiodonMicrophone> {
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
