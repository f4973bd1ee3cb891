import { type FileHandle, open } from 'node:fs/promises'
import { BYTES_PER_SAMPLE } from '../format.ts'
import { readBytes, riffChunks } from './riff-chunk.ts'
import type { SampleSource } from './sample-source.ts'
import { MOST_MARKS, type SoundMark } from './wav-cues.ts'

/** Samples per block when the whole file is read. */
const PIECE = 48_000
const PCM = 1
/** WAVE_FORMAT_EXTENSIBLE: the actual format is in an extension of the chunk. */
const EXTENSIBLE = 0xfffe
/** Marks a size that is stored in the `ds64` chunk instead (EBU Tech 3306). */
const SEE_DS64 = 0xffff_ffff

interface Head {
  readonly rate: number
  /** Offset and length of the samples in bytes. */
  readonly begin: number
  readonly bytes: number
  /** Length of the file in bytes according to its header. */
  readonly announced: number
}

/** Length of a file in bytes and its modification time in ms, to recognise cached results of it. */
interface FileStamp {
  readonly size: number
  readonly mtimeMs: number
}

/**
 * A WAV or RF64 file of 16-bit mono samples of any length. It is read on demand and never held in memory. Its length is
 * fixed when it is opened.
 */
export class WavSource implements SampleSource {
  readonly path: string
  readonly rate: number
  readonly length: number
  readonly stamp: FileStamp
  readonly #file: FileHandle
  readonly #head: Head

  private constructor(path: string, file: FileHandle, head: Head, stamp: FileStamp) {
    this.path = path
    this.#file = file
    this.#head = head
    this.rate = head.rate
    this.length = Math.floor(head.bytes / BYTES_PER_SAMPLE)
    this.stamp = stamp
  }

  /** Opens a file. @throws Error with a message for the user, if it is missing or has another format */
  static async open(path: string): Promise<WavSource> {
    const file = await open(path).catch((error) => {
      throw new Error(`cannot read ${path}: ${reasonOf(error)}.`, { cause: error })
    })
    try {
      const stat = await file.stat()
      if (!stat.isFile()) throw new Error('not a file')
      const head = await readHead(file, stat.size)
      return new WavSource(path, file, head, { size: stat.size, mtimeMs: stat.mtimeMs })
    } catch (error) {
      await file.close()
      throw new Error(`cannot use ${path}: ${(error as Error).message}.`, { cause: error })
    }
  }

  async read(from: number, into: Int16Array): Promise<void> {
    const start = Math.max(0, from)
    const end = Math.min(this.length, from + into.length)
    if (end - start < into.length) into.fill(0)
    if (end <= start) return
    const bytes = new Uint8Array(
      into.buffer,
      into.byteOffset + (start - from) * BYTES_PER_SAMPLE,
      (end - start) * BYTES_PER_SAMPLE,
    )
    for (let done = 0; done < bytes.length; ) {
      const position = this.#head.begin + start * BYTES_PER_SAMPLE + done
      const { bytesRead } = await this.#file.read(bytes, done, bytes.length - done, position)
      if (bytesRead === 0) throw new Error(`cannot read ${this.path}: the file was truncated.`)
      done += bytesRead
    }
  }

  /** Whether the file has the length given in its header, so it was closed properly and is complete. */
  get whole(): boolean {
    return this.#head.announced === this.stamp.size
  }

  /** All samples in order, in blocks of one second at 48 kHz. */
  async *pieces(): AsyncGenerator<Int16Array> {
    for (let at = 0; at < this.length; at += PIECE) {
      const samples = new Int16Array(Math.min(PIECE, this.length - at))
      await this.read(at, samples)
      yield samples
    }
  }

  /** Reads the markers of the file, sorted by position. */
  marks(): Promise<SoundMark[]> {
    const { begin, bytes } = this.#head
    return readMarks(this.#file, begin + bytes + (bytes % 2), this.stamp.size)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'file not found'
  if (error.code === 'EACCES') return 'permission denied'
  return error.message
}

async function readHead(file: FileHandle, size: number): Promise<Head> {
  const riff = await readBytes(file, 0, 12)
  const name = riff.toString('latin1')
  const large = name.startsWith('RF64')
  if ((!large && !name.startsWith('RIFF')) || name.slice(8) !== 'WAVE') throw new Error('not a WAV file')
  let rate = 0
  let riffBytes = riff.readUInt32LE(4)
  let largeBytes = 0
  for await (const { id, begin, length } of riffChunks(file, 12, size)) {
    if (id === 'ds64' && large) {
      const sizes = await readWhole(file, begin, 16)
      riffBytes = Number(sizes.readBigUInt64LE(0))
      largeBytes = Number(sizes.readBigUInt64LE(8))
    }
    if (id === 'fmt ') rate = rateOf(await readWhole(file, begin, 16))
    if (id !== 'data') continue
    if (rate === 0) break
    const announced = large && length === SEE_DS64 ? largeBytes : length
    // A truncated file is shorter than announced.
    return { rate, begin, bytes: Math.min(announced, size - begin), announced: riffBytes + 8 }
  }
  throw new Error('it contains no audio')
}

function rateOf(format: Buffer): number {
  const tag = format.readUInt16LE(0)
  const [channels, bits] = [format.readUInt16LE(2), format.readUInt16LE(14)]
  if ((tag !== PCM && tag !== EXTENSIBLE) || channels !== 1 || bits !== 16) {
    throw new Error(`it has ${channels} channels of ${bits} bits; convert it to 16-bit mono first`)
  }
  return format.readUInt32LE(4)
}

async function readWhole(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = await readBytes(file, position, length)
  if (bytes.length < length) throw new Error('the header is incomplete')
  return bytes
}

/** Maximum bytes read of a chunk with markers; enough for `MOST_MARKS` with long labels. */
const MOST_BYTES = 1024 * 1024
const POINT_BYTES = 24

/**
 * Reads the markers of a WAV file from the chunks `cue ` and `LIST adtl` after its samples, as written by `cueChunks`.
 * Damaged entries are skipped.
 *
 * @param from offset of the first chunk after the samples, in bytes
 * @param size of the file in bytes
 */
async function readMarks(file: FileHandle, from: number, size: number): Promise<SoundMark[]> {
  const samples = new Map<number, number>()
  const labels = new Map<number, string>()
  for await (const { id, begin, length } of riffChunks(file, from, size)) {
    if (id !== 'cue ' && id !== 'LIST') continue
    const body = await readBytes(file, begin, Math.min(length, size - begin, MOST_BYTES))
    if (id === 'cue ') takePoints(body, samples)
    else if (body.toString('latin1', 0, 4) === 'adtl') takeLabels(body, labels)
  }
  return [...samples]
    .map(([name, sample]) => ({ sample, label: labels.get(name) ?? '' }))
    .sort((a, b) => a.sample - b.sample)
}

function takePoints(body: Buffer, samples: Map<number, number>): void {
  for (let at = 4; at + POINT_BYTES <= body.length && samples.size < MOST_MARKS; at += POINT_BYTES) {
    samples.set(body.readUInt32LE(at), body.readUInt32LE(at + 20))
  }
}

function takeLabels(body: Buffer, labels: Map<number, string>): void {
  for (let at = 4; at + 12 <= body.length && labels.size < MOST_MARKS; ) {
    const length = body.readUInt32LE(at + 4)
    const text = body.subarray(at + 12, at + 8 + length)
    if (body.toString('latin1', at, at + 4) === 'labl') {
      const end = text.indexOf(0)
      labels.set(body.readUInt32LE(at + 8), text.toString('utf8', 0, end < 0 ? text.length : end))
    }
    at += 8 + length + (length % 2)
  }
}
