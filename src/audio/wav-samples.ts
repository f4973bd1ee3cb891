import { type FileHandle, open } from 'node:fs/promises'
import { BYTES_PER_SAMPLE } from './format.ts'
import type { SoundMark } from './wav-cues.ts'
import { readMarks } from './wav-marks.ts'

/** Samples of each piece. */
const PIECE = 48_000
/** Bytes of chunks before the sound that are looked through. */
const MOST_CHUNKS = 1_000
const PCM = 1
const EXTENSIBLE = 0xfffe
/** A size that stands in the chunk `ds64`. */
const SEE_DS64 = 0xffff_ffff

/** A WAV or RF64 file of 16-bit mono sound, of any length: it is read piece by piece and never held whole. */
export class WavSamples {
  /** Samples a second. */
  readonly rate: number
  readonly length: number
  /** The marks behind its sound. */
  readonly marks: readonly SoundMark[]
  readonly #file: FileHandle
  readonly #begin: number

  private constructor(file: FileHandle, { rate, begin, bytes }: Head, marks: readonly SoundMark[]) {
    this.#file = file
    this.rate = rate
    this.#begin = begin
    this.length = Math.floor(bytes / BYTES_PER_SAMPLE)
    this.marks = marks
  }

  /** @throws Error with a sentence for people where it is no such file. */
  static async open(path: string): Promise<WavSamples> {
    let file: FileHandle
    try {
      file = await open(path)
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
      throw new Error(`cannot read ${path}: ${missing ? 'there is no such file' : (error as Error).message}.`)
    }
    try {
      const head = await readHead(file)
      const { size } = await file.stat()
      const marks = await readMarks(file, head.begin + head.bytes + (head.bytes % 2), size)
      return new WavSamples(file, head, marks)
    } catch (error) {
      await file.close()
      throw new Error(`cannot use ${path}: ${(error as Error).message}.`, { cause: error })
    }
  }

  /** All samples, in order. */
  async *pieces(): AsyncGenerator<Int16Array> {
    for (let at = 0; at < this.length; at += PIECE) {
      const samples = new Int16Array(Math.min(PIECE, this.length - at))
      const bytes = new Uint8Array(samples.buffer)
      const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, this.#begin + at * BYTES_PER_SAMPLE)
      yield samples.subarray(0, Math.floor(bytesRead / BYTES_PER_SAMPLE))
    }
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

interface Head {
  readonly rate: number
  /** Where the sound is. */
  readonly begin: number
  readonly bytes: number
}

async function readHead(file: FileHandle): Promise<Head> {
  const { size } = await file.stat()
  const riff = await read(file, 0, 12)
  const large = riff.toString('latin1', 0, 4) === 'RF64'
  if ((!large && riff.toString('latin1', 0, 4) !== 'RIFF') || riff.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('it is no WAV file')
  }
  let rate = 0
  let largeBytes = 0
  for (let at = 12, count = 0; at + 8 <= size && count < MOST_CHUNKS; count++) {
    const head = await read(file, at, 8)
    const id = head.toString('latin1', 0, 4)
    const length = head.readUInt32LE(4)
    if (id === 'ds64') largeBytes = Number((await read(file, at + 16, 8)).readBigUInt64LE())
    if (id === 'fmt ') rate = rateOf(await read(file, at + 8, 16))
    if (id === 'data') {
      if (rate === 0) break
      const told = large && length === SEE_DS64 ? largeBytes : length
      // A file that was cut off is shorter than it says.
      return { rate, begin: at + 8, bytes: Math.min(told, size - at - 8) }
    }
    at += 8 + length + (length % 2)
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

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, position)
  if (bytesRead < length) throw new Error('it is cut off before its sound begins')
  return bytes
}
