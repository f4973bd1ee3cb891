import type { Cancel, Clock } from '../../../lib/clock.ts'
import { type AudioFormat, frameLength } from '../../format.ts'
import { startFrameClock } from '../../frame-clock.ts'
import { SoundSource } from '../../sound/sound-source.ts'
import { WavWriter } from '../../wav/wav-writer.ts'
import { DeviceError, type Microphone, type MicrophoneHandlers, type Speaker, type SpeakerHandlers } from '../device.ts'

/** Frames decoded ahead, in ms: opening a short file reads it whole. */
const AHEAD = 4_000

/** A microphone that plays a sound file in real time, once or in a loop. A disk that is too slow makes it skip frames. */
export class FileMicrophone implements Microphone {
  readonly name: string
  readonly #source: SoundSource
  readonly #format: AudioFormat
  readonly #clock: Clock
  readonly #frames: AsyncGenerator<Int16Array>
  #ready: Int16Array[] = []
  #reading: Promise<void> | null = null
  #isRead = false
  #stop: Cancel = () => {}
  #onError: (error: Error) => void = () => {}

  private constructor(source: SoundSource, format: AudioFormat, clock: Clock, loop: boolean) {
    this.name = source.path
    this.#source = source
    this.#format = format
    this.#clock = clock
    this.#frames = framesOf(source, format, loop)
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
    const source = await SoundSource.open(path).catch((error: Error) => {
      throw new DeviceError(error.message, { cause: error })
    })
    const microphone = new FileMicrophone(source, format, clock, options.loop ?? false)
    await microphone.#read()
    return microphone
  }

  start(handlers: MicrophoneHandlers): void {
    this.#onError = (error) => {
      this.#stop()
      handlers.failed(new DeviceError(error.message, { cause: error }))
    }
    this.#stop = startFrameClock(this.#clock, this.#format.frameMs, () => {
      const frame = this.#ready.shift()
      if (frame) handlers.frame(frame)
      else if (this.#isRead) {
        this.#stop()
        handlers.ended?.()
        return
      }
      this.#reading ??= this.#read().finally(() => {
        this.#reading = null
      })
    })
  }

  async close(): Promise<void> {
    this.#stop()
    this.#isRead = true
    await this.#reading
    await this.#source.close()
  }

  async #read(): Promise<void> {
    try {
      while (!this.#isRead && this.#ready.length * this.#format.frameMs < AHEAD) {
        const { value, done } = await this.#frames.next()
        if (done) this.#isRead = true
        else this.#ready.push(value)
      }
    } catch (error) {
      this.#isRead = true
      this.#onError(error as Error)
    }
  }
}

/** The frames of a file; the last one is padded with silence. */
async function* framesOf(source: SoundSource, format: AudioFormat, loop: boolean): AsyncGenerator<Int16Array> {
  const length = frameLength(format)
  let frame = new Int16Array(length)
  let filled = 0
  for await (const samples of source.resampled(format.rate, loop)) {
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + length - filled)
      frame.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < length) break
      yield frame
      frame = new Int16Array(length)
      filled = 0
    }
  }
  if (filled > 0) yield frame
}

/**
 * A speaker that writes a new WAV file in real time.
 *
 * @throws DeviceError if the file exists, cannot be created, or has the name of another kind
 */
export async function openFileSpeaker(path: string, format: AudioFormat, clock: Clock): Promise<Speaker> {
  if (!/\.wav$/i.test(path)) throw new DeviceError(`cannot write ${path}: a speaker writes only .wav files.`)
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
