import { type AudioFormat, frameLength } from '../../audio/format.ts'
import { JitterBuffer } from '../../audio/jitter-buffer.ts'
import { peakLevel } from '../../audio/level.ts'
import { Limiter } from '../../audio/limiter.ts'
import { Mixer } from '../../audio/mixer.ts'
import { recordingPath } from '../../audio/recording-path.ts'
import { type WavSummary, WavWriter } from '../../audio/wav/wav-writer.ts'

/** ms of delay and capacity of the buffer that adapts the user's voice to the speaker's clock. */
const OWN_DELAY = 20
const OWN_CAPACITY = 200
/** File names to try before failing. */
const ATTEMPTS = 20

/** Where to save a recording without a file name. */
export interface RecordingPlace {
  folder: string
  room: string
}

/** Records the meeting to a WAV file: the room mix and the user's own voice, mixed, at the pace of the speaker. */
export class Recorder {
  readonly #writer: WavWriter
  readonly #own: JitterBuffer
  readonly #ownFrame: Int16Array
  readonly #mixed: Int16Array
  readonly #mixer: Mixer
  readonly #limiter: Limiter
  #peak = 0
  /** While paused, nothing is written. */
  paused = false

  private constructor(writer: WavWriter, format: AudioFormat) {
    this.#writer = writer
    this.#limiter = new Limiter(format.frameMs)
    this.#own = new JitterBuffer(format, { delay: OWN_DELAY, capacity: OWN_CAPACITY })
    this.#ownFrame = new Int16Array(frameLength(format))
    this.#mixed = new Int16Array(frameLength(format))
    this.#mixer = new Mixer(frameLength(format))
  }

  /**
   * Starts a recording.
   * @param target a file that must not exist, or the place in which <room>/<date>_<time>.wav is created
   * @param failed is called once on a disk error; what was written stays
   * @throws Error with a message for the user if the file cannot be created
   */
  static async start(
    target: string | RecordingPlace,
    format: AudioFormat,
    failed: (error: Error) => void,
  ): Promise<Recorder> {
    const writer =
      typeof target === 'string'
        ? WavWriter.create(target, format.rate, { onError: failed })
        : createNamed(target, format.rate, failed)
    return new Recorder(await writer, format)
  }

  get path(): string {
    return this.#writer.path
  }

  /** Takes a frame of the user's own voice, at the pace of the microphone. */
  own(samples: Int16Array): void {
    this.#own.push(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
  }

  /** Takes the frame that is played now, and writes one frame of the recording. */
  heard(samples: Int16Array): void {
    this.#own.pull(this.#ownFrame)
    this.#mixer.sum([samples, this.#ownFrame])
    this.#mixer.shared(this.#limiter, this.#mixed)
    if (this.paused) return
    this.#peak = Math.max(this.#peak, peakLevel(this.#mixed))
    this.#writer.write(this.#mixed)
  }

  /** Marks this moment in the file. */
  mark(label: string): void {
    this.#writer.mark(label)
  }

  /** Peak written since the last call, 0 to 1. */
  takePeak(): number {
    const peak = this.#peak
    this.#peak = 0
    return peak
  }

  /** Closes the file and returns its summary. */
  stop(): Promise<WavSummary> {
    return this.#writer.close()
  }
}

/** Creates a file named by room and time, with a number if the name is taken. */
async function createNamed(
  { folder, room }: RecordingPlace,
  rate: number,
  onError: (error: Error) => void,
): Promise<WavWriter> {
  const date = new Date()
  for (let attempt = 1; ; attempt++) {
    const path = recordingPath(folder, room, date, attempt)
    try {
      return await WavWriter.create(path, rate, { onError })
    } catch (error) {
      const taken = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'EEXIST'
      if (!taken || attempt === ATTEMPTS) throw error
    }
  }
}
