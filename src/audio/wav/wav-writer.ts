import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { diskError } from '../../lib/disk-error.ts'
import { BYTES_PER_SAMPLE } from '../format.ts'
import { cueChunks, MOST_MARKS, type SoundMark } from './wav-cues.ts'
import { RIFF_LIMIT, WAV_HEADER_BYTES, wavHeader } from './wav-header.ts'

/** Sound gathered before it is written: fewer system calls, and little to lose. */
const BATCH_SECONDS = 0.2
/** Sound between two headers. With the batch being gathered, 0.4 s are missing after a kill; the rest is for a busy machine. */
const HEADER_SECONDS = 0.2
/** Sound kept while the disk does not answer, where nothing else is said. */
const PENDING_SECONDS = 20

/** What a WAV writer needs of a file; a `FileHandle` of Node has it. */
export interface WavFile {
  write(bytes: Buffer, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>
  truncate(length: number): Promise<void>
  close(): Promise<void>
}

export interface WavWriterOptions {
  /** Called at most once: the disk refused, nothing more is written. The message is for people. */
  onError(error: Error): void
  /** Largest size in bytes that a 32-bit field may tell, before the file becomes RF64. */
  sizeLimit?: number
  /** Sound kept while the disk does not answer; what comes after it is left out, as silence. */
  pendingSeconds?: number
  /** Creates the file; fails where there is one of this name. */
  openFile?(path: string): Promise<WavFile>
}

/** What a closed file holds. */
export interface WavSummary {
  path: string
  /** Sound in the file, `lostSeconds` of it as silence. */
  seconds: number
  /** Length of the file. */
  bytes: number
  /** Sound that a disk slower than the meeting left no room for. */
  lostSeconds: number
}

/** A mono 16-bit WAV file that grows. At any time, even after a kill, it opens with all but its last second. */
export class WavWriter {
  readonly path: string
  readonly #rate: number
  readonly #file: WavFile
  readonly #onError: (error: Error) => void
  readonly #sizeLimit: number
  readonly #pendingSeconds: number
  /** Sound, and numbers of bytes of silence, in the order in which they are to be written. */
  #pending: (Buffer | number)[] = []
  /** Bytes of sound in it. */
  #pendingBytes = 0
  /** Bytes of silence in it. */
  #pendingSilence = 0
  /** Whether sound is left out until what is pending was written. */
  #overrun = false
  #audioBytes = 0
  #headerBytes = 0
  #lostBytes = 0
  /** Samples that were given, written yet or not. */
  #samples = 0
  /** Bytes that follow the sound. */
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
   * Creates the file, and the folders above it, with a header and no sound.
   *
   * @param rate samples per second
   * @throws Error with a message for people, where the file exists or cannot be made
   */
  static async create(path: string, rate: number, options: WavWriterOptions): Promise<WavWriter> {
    try {
      await mkdir(dirname(path), { recursive: true })
      const file = await (options.openFile ?? ((name) => open(name, 'wx')))(path)
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

  /** Adds sound; the array is free again on return. Never blocks, never throws; ignored after an error or `close`. */
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

  /** Adds so many samples of silence, which take no room on most disks. As `write` otherwise. */
  skip(samples: number): void {
    if (this.#failed || this.#closing || samples === 0) return
    this.#samples += samples
    this.#addSilence(samples * BYTES_PER_SAMPLE)
    this.#flushBatch()
  }

  /** Marks the place up to which sound was given; the mark is in the file once that is closed. */
  mark(label: string): void {
    if (this.#marks.length < MOST_MARKS) this.#marks.push({ sample: this.#samples, label })
  }

  /** Writes what is left and closes the file. May be called again, for the same answer. */
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
    const bytesASecond = this.#bytesIn(1)
    return {
      path: this.path,
      seconds: this.#audioBytes / bytesASecond,
      bytes: WAV_HEADER_BYTES + this.#audioBytes + this.#behindBytes,
      lostSeconds: this.#lostBytes / bytesASecond,
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

  /** Writes what is pending, and what comes to be while doing so. One at a time. */
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
      const unsaid = this.#audioBytes - this.#headerBytes
      if (unsaid >= this.#bytesIn(HEADER_SECONDS)) await this.#writeHeader()
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

  /** A longer file reads as zeros. */
  async #appendSilence(bytes: number): Promise<void> {
    await this.#file.truncate(WAV_HEADER_BYTES + this.#audioBytes + bytes)
    this.#audioBytes += bytes
  }

  /** The marks first, where no header points as yet: a kill between the two leaves a file without marks. */
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

  /** Keeps what is on the disk, with a header that tells its length, and gives up. */
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

/** Pieces of sound that follow each other as one, so that they are written at once. */
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
