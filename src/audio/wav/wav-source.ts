import { type FileHandle, open } from 'node:fs/promises'
import { BYTES_PER_SAMPLE } from '../format.ts'
import { readBytes, riffChunks } from './riff-chunk.ts'
import type { SampleSource } from './sample-source.ts'
import { MOST_MARKS, type SoundMark } from './wav-cues.ts'

/** Samples of each piece that a file is read in as a whole. */
const PIECE = 48_000
const PCM = 1
/** A format that says in a longer description what it is. */
const EXTENSIBLE = 0xfffe
/** A size that stands in the chunk `ds64` (EBU Tech 3306). */
const SEE_DS64 = 0xffff_ffff

interface Head {
  readonly rate: number
  /** Where the sound is, and its bytes. */
  readonly begin: number
  readonly bytes: number
  /** Bytes of the file as the header tells them. */
  readonly told: number
}

/** Length of a file in bytes and the time of its last change in ms, by which what was made of it is known. */
interface FileStamp {
  readonly size: number
  readonly mtimeMs: number
}

/**
 * A WAV or RF64 file of 16-bit mono sound of any length, read where it is asked for and never held in memory.
 * Its length is what it was when it was opened.
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

  /** @throws Error with a sentence for people: there is none, or it is another kind of file */
  static async open(path: string): Promise<WavSource> {
    const file = await open(path).catch((error) => {
      throw new Error(`cannot read ${path}: ${reasonOf(error)}.`, { cause: error })
    })
    try {
      const stat = await file.stat()
      if (!stat.isFile()) throw new Error('it is not a file')
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
      if (bytesRead === 0) throw new Error(`cannot read ${this.path}: it has become shorter.`)
      done += bytesRead
    }
  }

  /** Whether the file is as long as its header tells: it was closed, and nothing of it is missing. */
  get whole(): boolean {
    return this.#head.told === this.stamp.size
  }

  /** All samples, in order. */
  async *pieces(): AsyncGenerator<Int16Array> {
    for (let at = 0; at < this.length; at += PIECE) {
      const samples = new Int16Array(Math.min(PIECE, this.length - at))
      await this.read(at, samples)
      yield samples
    }
  }

  /** The marks behind the sound, in the order of time. */
  marks(): Promise<SoundMark[]> {
    const { begin, bytes } = this.#head
    return readMarks(this.#file, begin + bytes + (bytes % 2), this.stamp.size)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such file'
  if (error.code === 'EACCES') return 'reading it is not allowed'
  return error.message
}

async function readHead(file: FileHandle, size: number): Promise<Head> {
  const riff = await readBytes(file, 0, 12)
  const name = riff.toString('latin1')
  const large = name.startsWith('RF64')
  if ((!large && !name.startsWith('RIFF')) || name.slice(8) !== 'WAVE') throw new Error('it is no WAV file')
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
    const told = large && length === SEE_DS64 ? largeBytes : length
    // A file that was cut off is shorter than it says.
    return { rate, begin, bytes: Math.min(told, size - begin), told: riffBytes + 8 }
  }
  throw new Error('there is no sound in it')
}

function rateOf(format: Buffer): number {
  const tag = format.readUInt16LE(0)
  const [channels, bits] = [format.readUInt16LE(2), format.readUInt16LE(14)]
  if ((tag !== PCM && tag !== EXTENSIBLE) || channels !== 1 || bits !== 16) {
    throw new Error(
      `it has ${channels} channels of ${bits} bits, and only one of 16 is taken; convert it first`,
    )
  }
  return format.readUInt32LE(4)
}

async function readWhole(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = await readBytes(file, position, length)
  if (bytes.length < length) throw new Error('it is cut off before its sound begins')
  return bytes
}

/** Bytes of a chunk of marks that are read: more than the most of them take with labels of a sentence. */
const MOST_BYTES = 1024 * 1024
const POINT_BYTES = 24

/**
 * The marks of a WAV file, from the chunks that follow its sound: `cue ` and `LIST adtl` as `cueChunks` writes them.
 * What is damaged is left out.
 *
 * @param from where the first chunk behind the sound begins @param size of the file
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
