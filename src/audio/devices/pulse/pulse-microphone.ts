import type { Clock } from '../../../lib/clock.ts'
import { ChildSupervisor } from '../../../lib/process/child-supervisor.ts'
import { type AudioFormat, frameLength } from '../../format.ts'
import { Reframer } from '../../reframer.ts'
import { BurstGate } from '../burst-gate.ts'
import {
  DEVICE_FAILURES,
  type Device,
  type DeviceError,
  localId,
  type Microphone,
  type MicrophoneHandlers,
} from '../device.ts'
import { SampleDecoder } from '../file/sample-decoder.ts'
import { liveInProgram, streamArguments } from './pulse-command.ts'

/** A microphone through `parec` of PulseAudio. */
export class PulseMicrophone implements Microphone {
  readonly name: string
  readonly #supervisor: ChildSupervisor<DeviceError>
  #handlers: MicrophoneHandlers | undefined

  private constructor(format: AudioFormat, clock: Clock, device?: Device) {
    this.name = device?.name ?? 'default'
    const gate = new BurstGate(clock, format.frameMs)
    this.#supervisor = new ChildSupervisor(
      clock,
      `the microphone "${this.name}"`,
      (life) => {
        const decoder = new SampleDecoder()
        const reframer = new Reframer(frameLength(format), (frame) => {
          if (gate.admits()) this.#handlers?.frame(frame)
        })
        return liveInProgram(
          clock,
          life,
          'parec',
          streamArguments(format, device && localId(device), 'microphone'),
          (child) => {
            child.stdout!.on('data', (bytes: Buffer) => {
              life.beat()
              reframer.push(decoder.push(bytes))
            })
          },
        )
      },
      DEVICE_FAILURES,
    )
  }

  /**
   * @param device undefined for the default of the sound server, even when that changes
   * @throws DeviceError if it cannot be opened
   */
  static async open(format: AudioFormat, clock: Clock, device?: Device): Promise<PulseMicrophone> {
    const microphone = new PulseMicrophone(format, clock, device)
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
