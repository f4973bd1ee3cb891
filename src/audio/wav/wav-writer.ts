import { dirname } from 'node:path'
import { diskError } from '../../lib/disk-error.ts'
import { createPrivateFile, makePrivateFolders } from '../../lib/private-files.ts'
import { BYTES_PER_SAMPLE } from '../format.ts'
import { cueChunks, MOST_MARKS, type SoundMark } from './wav-cues.ts'
import { RIFF_LIMIT, WAV_HEADER_BYTES, wavHeader } from './wav-header.ts'

/** Audio buffered before it is written: few system calls, and little lost after a crash. */
const BATCH_SECONDS = 0.2
/**
 * Audio between updates of the header. Together with the batch in memory, at most 0.4 s are lost after a kill; the
 * promised second leaves a margin for a busy machine.
 */
const HEADER_SECONDS = 0.2
/** Default audio buffered while the disk stalls. */
const PENDING_SECONDS = 20

/** The file operations that a WAV writer uses; a subset of Node's `FileHandle`. */
export interface WavFile {
  write(bytes: Buffer, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>
  truncate(length: number): Promise<void>
  close(): Promise<void>
}

export interface WavWriterOptions {
  /** Called at most once, after a write error; nothing more is written. The message is for the user. */
  onError(error: Error): void
  /** Size in bytes above which the file becomes RF64; default: 4 GiB. */
  sizeLimit?: number
  /** Audio buffered while the disk stalls, in seconds; beyond it, silence is written instead. Default: 20. */
  pendingSeconds?: number
  /** Creates the file; must fail if it exists. */
  openFile?(path: string): Promise<WavFile>
}

/** Summary of a closed file. */
export interface WavSummary {
  path: string
  /** Duration of the file, including `lostSeconds` of silence. */
  seconds: number
  /** Length of the file in bytes. */
  bytes: number
  /** Audio replaced with silence because the disk was too slow. */
  lostSeconds: number
}

/**
 * Writes a mono 16-bit WAV file (RF64 above 4 GiB). The file is valid at any time: even after a kill it contains all but
 * the last second.
 */
export class WavWriter {
  readonly path: string
  readonly #rate: number
  readonly #file: WavFile
  readonly #onError: (error: Error) => void
  readonly #sizeLimit: number
  readonly #pendingSeconds: number
  /** Audio to be written, in order. A number stands for so many bytes of silence. */
  #pending: (Buffer | number)[] = []
  /** Bytes of audio in `#pending`. */
  #pendingBytes = 0
  /** Bytes of silence in `#pending`. */
  #pendingSilence = 0
  /** Whether audio is dropped until `#pending` has been written. */
  #overrun = false
  #audioBytes = 0
  #headerBytes = 0
  #lostBytes = 0
  /** Samples received so far, whether written or not. */
  #samples = 0
  /** Bytes of chunks after the samples. */
  #behindBytes = 0
  readonly #marks: SoundMark[] = []
  #writing: Promise<void> | undefined
  #closing: Promise<WavSummary> | undefined
  #failed = false

  private constructor(path: string, rate: number, file: WavFile, options: WavWriterOptions) {
    this.path = path
    this.#rate = rate
    this.#file = file
    this.#onError = options.onError
    this.#sizeLimit = options.sizeLimit ?? RIFF_LIMIT
    this.#pendingSeconds = options.pendingSeconds ?? PENDING_SECONDS
  }

  /**
   * Creates the file and its parent folders, private to the user, with a header and no samples.
   *
   * @param rate sample rate in Hz
   * @throws Error with a message for the user, if the file exists or cannot be created
   */
  static async create(path: string, rate: number, options: WavWriterOptions): Promise<WavWriter> {
    try {
      await makePrivateFolders(dirname(path))
      const file = await (options.openFile ?? createPrivateFile)(path)
      const writer = new WavWriter(path, rate, file, options)
      await writer.#writeHeader().catch(async (error) => {
        await file.close().catch(() => {})
        throw error
      })
      return writer
    } catch (error) {
      throw diskError(error, path)
    }
  }

  /** Appends samples, which are copied. Never blocks or throws; ignored after an error or `close`. */
  write(samples: Int16Array): void {
    if (this.#failed || this.#closing) return
    this.#samples += samples.length
    const limit = this.#bytesIn(this.#pendingSeconds)
    if (this.#overrun || this.#pendingBytes + samples.byteLength > limit) {
      this.#overrun = true
      this.#lostBytes += samples.byteLength
      this.#addSilence(samples.byteLength)
      return
    }
    this.#pending.push(Buffer.from(samples.slice().buffer))
    this.#pendingBytes += samples.byteLength
    this.#flushBatch()
  }

  /** Appends silence, which takes no space on file systems with sparse files. Otherwise like `write`. */
  skip(samples: number): void {
    if (this.#failed || this.#closing || samples === 0) return
    this.#samples += samples
    this.#addSilence(samples * BYTES_PER_SAMPLE)
    this.#flushBatch()
  }

  /** Adds a marker at the current position. Markers are written when the file is closed. */
  mark(label: string): void {
    if (this.#marks.length < MOST_MARKS) this.#marks.push({ sample: this.#samples, label })
  }

  /** Writes the remaining audio and the markers, and closes the file. Further calls return the same promise. */
  close(): Promise<WavSummary> {
    this.#closing ??= this.#finish()
    return this.#closing
  }

  async #finish(): Promise<WavSummary> {
    await this.#writing
    await this.#flush()
    if (!this.#failed) {
      await this.#writeEnd().catch((error) => this.#fail(error))
      await this.#file.close().catch((error) => this.#fail(error))
    }
    const bytesPerSecond = this.#bytesIn(1)
    return {
      path: this.path,
      seconds: this.#audioBytes / bytesPerSecond,
      bytes: WAV_HEADER_BYTES + this.#audioBytes + this.#behindBytes,
      lostSeconds: this.#lostBytes / bytesPerSecond,
    }
  }

  #addSilence(bytes: number): void {
    const last = this.#pending.at(-1)
    if (typeof last === 'number') this.#pending[this.#pending.length - 1] = last + bytes
    else this.#pending.push(bytes)
    this.#pendingSilence += bytes
  }

  #flushBatch(): void {
    if (this.#pendingBytes + this.#pendingSilence >= this.#bytesIn(BATCH_SECONDS)) this.#flush()
  }

  /** Writes `#pending`, including what is added during the write. Only one write runs at a time. */
  #flush(): Promise<void> {
    this.#writing ??= this.#writePending()
      .catch((error) => this.#fail(error))
      .finally(() => {
        this.#writing = undefined
      })
    return this.#writing
  }

  async #writePending(): Promise<void> {
    while (!this.#failed && this.#pending.length > 0) {
      const parts = joined(this.#pending)
      this.#pending = []
      this.#pendingBytes = 0
      this.#pendingSilence = 0
      this.#overrun = false
      for (const part of parts) {
        if (typeof part === 'number') await this.#appendSilence(part)
        else await this.#append(part)
      }
      const beyondHeader = this.#audioBytes - this.#headerBytes
      if (beyondHeader >= this.#bytesIn(HEADER_SECONDS)) await this.#writeHeader()
    }
  }

  async #append(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const position = WAV_HEADER_BYTES + this.#audioBytes
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, position)
      done += bytesWritten
      this.#audioBytes += bytesWritten
    }
  }

  /** Extends the file; the new bytes read as zeros. */
  async #appendSilence(bytes: number): Promise<void> {
    await this.#file.truncate(WAV_HEADER_BYTES + this.#audioBytes + bytes)
    this.#audioBytes += bytes
  }

  /** Writes the markers before the header, so that a kill in between leaves a valid file without markers. */
  async #writeEnd(): Promise<void> {
    const cues = cueChunks(this.#marks)
    const position = WAV_HEADER_BYTES + this.#audioBytes
    for (let done = 0; done < cues.length; ) {
      done += (await this.#file.write(cues, done, cues.length - done, position + done)).bytesWritten
    }
    this.#behindBytes = cues.length
    await this.#writeHeader()
  }

  async #writeHeader(): Promise<void> {
    const whole = this.#audioBytes - (this.#audioBytes % BYTES_PER_SAMPLE)
    const header = wavHeader(this.#rate, whole, this.#sizeLimit, this.#behindBytes)
    await this.#file.write(header, 0, WAV_HEADER_BYTES, 0)
    this.#headerBytes = whole
  }

  /** Stops after an error, and updates the header to match what is on disk. */
  async #fail(error: unknown): Promise<void> {
    if (this.#failed) return
    this.#failed = true
    this.#pending = []
    await this.#writeHeader().catch(() => {})
    await this.#file.close().catch(() => {})
    this.#onError(diskError(error, this.path))
  }

  #bytesIn(seconds: number): number {
    return Math.round(seconds * this.#rate) * BYTES_PER_SAMPLE
  }
}

/** Concatenates adjacent pieces of audio, so that they are written with one call. */
function joined(pending: readonly (Buffer | number)[]): (Buffer | number)[] {
  const parts: (Buffer | number)[] = []
  let sound: Buffer[] = []
  const gather = () => {
    if (sound.length > 0) parts.push(Buffer.concat(sound))
    sound = []
  }
  for (const part of pending) {
    if (typeof part !== 'number') {
      sound.push(part)
      continue
    }
    gather()
    parts.push(part)
  }
  gather()
  return parts
}
