import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { BYTES_PER_SAMPLE, clipped } from '../format.ts'
import { Resampler } from '../resampler.ts'
import { readBytes } from '../wav/riff-chunk.ts'
import type { SoundInfo } from '../wav/wav-cues.ts'
import { decodeFlac } from './decode-flac.ts'
import { decodeOpus } from './decode-opus.ts'
import { decodeByFfmpeg, decodedFile } from './decoded-file.ts'
import { mixWeights } from './sample-format.ts'
import type { SampleSource } from './sample-source.ts'
import { OtherCoding, readAiffHead, readWavHead, type SoundHead } from './sound-head.ts'
import { KIND_BYTES, kindOf } from './sound-kind.ts'

/** Samples per block when the whole file is read, and frames decoded at a time. */
const PIECE = 48_000
const DECODED = 8_192
/** Opening a pipe does not wait for its writer. Windows lacks this flag. */
const READING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Length of a file in bytes and its modification time in ms, to recognise cached results of it. */
interface FileStamp {
  readonly size: number
  readonly mtimeMs: number
}

/**
 * A sound file of any kind and length as 16-bit mono audio; several channels are mixed. It is read on demand and never
 * held in memory. Compressed files are decoded to a temporary file first. The length is fixed when it is opened.
 */
export class SoundSource implements SampleSource {
  readonly path: string
  readonly rate: number
  readonly length: number
  readonly stamp: FileStamp
  /** Markers and tags of the file. */
  readonly info: SoundInfo
  /** What the user should know about the file, as a sentence, or null. */
  readonly note: string | null
  /** Whether the program that wrote the file also ended it. */
  readonly whole: boolean
  readonly #file: FileHandle
  readonly #head: SoundHead
  readonly #weights: Float64Array
  readonly #removed: () => Promise<void>

  private constructor(path: string, file: FileHandle, head: SoundHead, stamp: FileStamp, removed = async () => {}) {
    this.path = path
    this.#file = file
    this.#head = head
    this.rate = head.rate
    this.length = head.frames
    this.info = head.info
    this.whole = !head.interrupted
    this.note = noteOf(path, head)
    this.stamp = stamp
    this.#weights = mixWeights(head.format.channels, head.mask)
    this.#removed = removed
  }

  /**
   * Opens a file.
   * @param options `decode`: whether a compressed file may be decoded, which takes a while; otherwise it is refused
   * @throws Error with a message for the user, if it is missing or no sound file
   */
  static async open(path: string, { decode = true } = {}): Promise<SoundSource> {
    const file = await open(path, READING).catch((error) => {
      throw new Error(`cannot read ${path}: ${reasonOf(error)}.`, { cause: error })
    })
    let isKept = false
    try {
      const { size, mtimeMs, ...stat } = await file.stat()
      if (!isRegular(stat.mode)) throw new Error('not a file')
      if (size === 0) throw new Error('the file is empty')
      const stamp = { size, mtimeMs }
      const kind = kindOf(await readBytes(file, 0, KIND_BYTES))
      if (!kind) throw new Error('not a sound file')
      const { reader } = kind
      const read = (position: number, length: number) => readBytes(file, position, length)
      let otherwise: Error | undefined
      if (reader === 'wav' || reader === 'aiff') {
        try {
          const head = await (reader === 'wav' ? readWavHead(read, size) : readAiffHead(read, size))
          isKept = true
          return new SoundSource(path, file, head, stamp)
        } catch (error) {
          if (!(error instanceof OtherCoding)) throw error
          otherwise = error
        }
      }
      if (!decode) throw otherwise ?? new Error(`it is a compressed ${kind.name} file`)
      const decoded = await decodedFile(async (target) => {
        const own =
          reader === 'flac'
            ? await decodeFlac(file, target)
            : reader === 'opus'
              ? await decodeOpus(file, size, target)
              : null
        return own ?? (await decodeByFfmpeg(path, kind, target, otherwise?.message))
      })
      return new SoundSource(path, decoded.file, decoded.head, stamp, decoded.remove)
    } catch (error) {
      throw new Error(`cannot use ${path}: ${reasonOf(error as Error)}.`, { cause: error })
    } finally {
      if (!isKept) await file.close()
    }
  }

  async read(from: number, into: Int16Array): Promise<void> {
    const start = Math.max(0, from)
    const end = Math.min(this.length, from + into.length)
    if (end - start < into.length) into.fill(0)
    if (end <= start) return
    const wanted = into.subarray(start - from, end - from)
    const { format, begin } = this.#head
    if (format.plain) {
      const bytes = new Uint8Array(wanted.buffer, wanted.byteOffset, wanted.byteLength)
      await this.#fill(begin + start * BYTES_PER_SAMPLE, bytes)
      return
    }
    for (let done = 0; done < wanted.length; ) done += await this.#decode(start + done, wanted.subarray(done))
  }

  /** Decodes and mixes the frames from `at`. @returns how many, at most `into.length` */
  async #decode(at: number, into: Int16Array): Promise<number> {
    const { channels, blockBytes, blockFrames, decode } = this.#head.format
    const first = Math.floor(at / blockFrames)
    const skipped = at - first * blockFrames
    const blocks = Math.ceil(Math.min(into.length + skipped, DECODED + blockFrames) / blockFrames)
    const bytes = Buffer.alloc(blocks * blockBytes)
    await this.#fill(this.#head.begin + first * blockBytes, bytes)
    const samples = new Float64Array(blocks * blockFrames * channels)
    decode(bytes, samples)
    const count = Math.min(into.length, blocks * blockFrames - skipped)
    for (let i = 0, n = skipped * channels; i < count; i++) {
      let sum = 0
      for (let channel = 0; channel < channels; channel++) sum += samples[n++]! * this.#weights[channel]!
      into[i] = clipped(Math.round(sum))
    }
    return count
  }

  async #fill(position: number, bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await this.#file.read(bytes, done, bytes.length - done, position + done)
      if (bytesRead === 0) throw new Error(`cannot read ${this.path}: the file was truncated.`)
      done += bytesRead
    }
  }

  /** All samples in order, in blocks of one second at 48 kHz. */
  async *pieces(): AsyncGenerator<Int16Array> {
    for (let at = 0; at < this.length; at += PIECE) {
      const samples = new Int16Array(Math.min(PIECE, this.length - at))
      await this.read(at, samples)
      yield samples
    }
  }

  /** All samples at `rate` Hz. @param loop whether the file starts again at its end; an empty one does not */
  async *resampled(rate: number, loop = false): AsyncGenerator<Int16Array> {
    const resampler = await Resampler.create(this.rate, rate)
    do {
      for await (const piece of this.pieces()) yield resampler.process(piece)
    } while (loop && this.length > 0)
  }

  async close(): Promise<void> {
    await this.#file.close()
    await this.#removed()
  }
}

/**
 * Reads a whole sound file into memory.
 * @param rate sample rate of the result in Hz
 * @throws Error with a message for the user, if it is no sound file or longer than `limit` samples
 */
export async function readSound(path: string, rate: number, limit = 2 ** 25): Promise<Int16Array> {
  const source = await SoundSource.open(path)
  try {
    if ((source.length / source.rate) * rate > limit) throw new Error(`cannot use ${path}: it is too long.`)
    const pieces: Uint8Array[] = []
    for await (const { buffer, byteOffset, byteLength } of source.resampled(rate))
      pieces.push(new Uint8Array(buffer, byteOffset, byteLength))
    return new Int16Array(Uint8Array.from(Buffer.concat(pieces)).buffer)
  } finally {
    await source.close()
  }
}

function isRegular(mode: number): boolean {
  return (mode & constants.S_IFMT) === constants.S_IFREG
}

function noteOf(path: string, { unknownLength, missing, rate }: SoundHead): string | null {
  if (unknownLength) return `${path} does not state its length; it is read to the end of the file.`
  return missing > 0 ? `${path} is truncated: ${(missing / rate).toFixed(2)} s are missing at the end.` : null
}

function reasonOf(error: NodeJS.ErrnoException): string {
  const reasons: Record<string, string> = {
    ENOENT: 'file not found',
    EACCES: 'permission denied',
    ENXIO: 'not a file',
    EISDIR: 'it is a folder',
    ENOSPC: 'the disk is full',
  }
  return reasons[error.code ?? ''] ?? error.message.replace(/\.$/, '')
}
