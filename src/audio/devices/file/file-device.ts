import type { Cancel, Clock } from '../../../lib/clock.ts'
import { type AudioFormat, frameLength } from '../../format.ts'
import { startFrameClock } from '../../frame-clock.ts'
import { readWav } from '../../wav/wav-reader.ts'
import { WavWriter } from '../../wav/wav-writer.ts'
import { DeviceError, type Microphone, type MicrophoneHandlers, type Speaker, type SpeakerHandlers } from '../device.ts'

/** A microphone that plays a WAV file in real time, once or in a loop. */
export class FileMicrophone implements Microphone {
  readonly name: string
  readonly #samples: Int16Array
  readonly #format: AudioFormat
  readonly #clock: Clock
  readonly #loop: boolean
  #stop: Cancel = () => {}

  private constructor(path: string, samples: Int16Array, format: AudioFormat, clock: Clock, loop: boolean) {
    this.name = path
    this.#samples = samples
    this.#format = format
    this.#clock = clock
    this.#loop = loop
  }

  /**
   * @param options `loop`: restart at the end, and never call `ended`
   * @throws DeviceError if the file cannot be read
   */
  static async open(
    path: string,
    format: AudioFormat,
    clock: Clock,
    options: { loop?: boolean } = {},
  ): Promise<FileMicrophone> {
    const samples = await readWav(path, format.rate).catch((error: Error) => {
      throw new DeviceError(error.message, { cause: error })
    })
    return new FileMicrophone(path, samples, format, clock, options.loop ?? false)
  }

  start(handlers: MicrophoneHandlers): void {
    const frame = new Int16Array(frameLength(this.#format))
    let at = 0
    this.#stop = startFrameClock(this.#clock, this.#format.frameMs, () => {
      if (at >= this.#samples.length) {
        if (!this.#loop || this.#samples.length === 0) {
          this.#stop()
          handlers.ended?.()
          return
        }
        at = 0
      }
      const run = this.#samples.subarray(at, at + frame.length)
      at += frame.length
      frame.set(run)
      frame.fill(0, run.length)
      handlers.frame(frame)
    })
  }

  async close(): Promise<void> {
    this.#stop()
  }
}

/**
 * A speaker that writes a new WAV file in real time.
 *
 * @throws DeviceError if the file exists or cannot be created
 */
export async function openFileSpeaker(path: string, format: AudioFormat, clock: Clock): Promise<Speaker> {
  let handlers: SpeakerHandlers | undefined
  let stop: Cancel = () => {}
  const onError = (error: Error) => {
    stop()
    handlers?.failed(new DeviceError(error.message, { cause: error }))
  }
  const writer = await WavWriter.create(path, format.rate, { onError }).catch((error: Error) => {
    throw new DeviceError(error.message, { cause: error })
  })
  return {
    name: path,
    start(pull, reporting) {
      handlers = reporting
      stop = startFrameClock(clock, format.frameMs, () => writer.write(pull()))
    },
    async close() {
      stop()
      handlers = undefined
      await writer.close()
    },
  }
}
