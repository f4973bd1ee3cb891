import type { Cancel, Clock } from '../../clock.ts'
import { FRAME_MS, frameLength } from '../format.ts'
import { startFrameClock } from '../frame-clock.ts'
import { readWav } from '../wav-reader.ts'
import type { Microphone, MicrophoneHandlers } from './device.ts'
import { DeviceError } from './device.ts'

/** Speaks a WAV file in real time, once or over and over. */
export class FileMicrophone implements Microphone {
  readonly name: string
  readonly #samples: Int16Array
  readonly #frameLength: number
  readonly #clock: Clock
  readonly #loop: boolean
  #stop: Cancel = () => {}

  private constructor(path: string, samples: Int16Array, rate: number, clock: Clock, loop: boolean) {
    this.name = path
    this.#samples = samples
    this.#frameLength = frameLength(rate)
    this.#clock = clock
    this.#loop = loop
  }

  /**
   * @param options `loop`: begin again at the end, and never say `ended`
   * @throws DeviceError where the file cannot be read
   */
  static async open(
    path: string,
    rate: number,
    clock: Clock,
    options: { loop?: boolean } = {},
  ): Promise<FileMicrophone> {
    const samples = await readWav(path, rate).catch((error: Error) => {
      throw new DeviceError(error.message, { cause: error })
    })
    return new FileMicrophone(path, samples, rate, clock, options.loop ?? false)
  }

  start(handlers: MicrophoneHandlers): void {
    const frame = new Int16Array(this.#frameLength)
    let at = 0
    this.#stop = startFrameClock(this.#clock, FRAME_MS, () => {
      if (at >= this.#samples.length) {
        if (!this.#loop || this.#samples.length === 0) {
          this.#stop()
          handlers.ended?.()
          return
        }
        at = 0
      }
      const run = this.#samples.subarray(at, at + this.#frameLength)
      at += this.#frameLength
      frame.set(run)
      frame.fill(0, run.length)
      handlers.frame(frame)
    })
  }

  async close(): Promise<void> {
    this.#stop()
  }
}
