import { type AudioFormat, frameLength } from '../../audio/format.ts'
import { JitterBuffer } from '../../audio/jitter-buffer.ts'
import { peakLevel } from '../../audio/level.ts'
import { Limiter } from '../../audio/limiter.ts'
import { Mixer } from '../../audio/mixer.ts'
import { recordingPath } from '../../audio/recording-path.ts'
import { type WavSummary, WavWriter } from '../../audio/wav/wav-writer.ts'

/** ms of one's own voice that wait for the speaker's clock, to which the recording runs. */
const OWN_DELAY = 20
const OWN_CAPACITY = 200
/** Names that are tried for a recording before it is given up. */
const ATTEMPTS = 20

/** Where a recording goes that is given no name. */
export interface RecordingPlace {
  folder: string
  room: string
}

/** Writes the meeting to a WAV file: what one hears, and one's own voice. */
export class Recorder {
  readonly #writer: WavWriter
  readonly #own: JitterBuffer
  readonly #ownFrame: Int16Array
  readonly #mixed: Int16Array
  readonly #mixer: Mixer
  readonly #limiter: Limiter
  #peak = 0
  /** While paused, time stands still in the file. */
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
   * Begins a recording.
   * @param target the file, which must not be there; or the folder in which <room>/<date>_<time>.wav is made.
   * @param failed is called once if the disk refuses; what is written by then stays.
   * @throws Error with a sentence for the user where the file cannot be made.
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

  /** Takes a frame of one's own voice, whenever the microphone gives it. */
  own(samples: Int16Array): void {
    this.#own.push(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
  }

  /** Takes the frame that is played now; the recording moves on by it. */
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

  /** The loudest sample written since the last call, 0 to 1. */
  takePeak(): number {
    const peak = this.#peak
    this.#peak = 0
    return peak
  }

  /** Closes the file and tells what is in it. */
  stop(): Promise<WavSummary> {
    return this.#writer.close()
  }
}

/** A file named by room and time; where two begin within a second, the next name that is free. */
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
