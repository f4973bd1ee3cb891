import { type FileHandle, open } from 'node:fs/promises'
import { BYTES_PER_SAMPLE } from './format.ts'
import type { SampleSource } from './sample-source.ts'

/** Chunks before the sound that are looked through. */
const MOST_CHUNKS = 1_000
const PCM = 1
/** A format that says in a longer description what it is. */
const EXTENSIBLE = 0xfffe
/** A size that stands in the chunk `ds64` (EBU Tech 3306). */
const SEE_DS64 = 0xffff_ffff

/**
 * A WAV or RF64 file of 16-bit mono sound of any length, read where it is asked for and never held in memory.
 * Its length is what it was when it was opened.
 */
export class WavSource implements SampleSource {
  readonly path: string
  readonly rate: number
  readonly length: number
  /** Length of the file in bytes and the time of its last change in ms, by which a copy of its peaks is known. */
  readonly stamp: { readonly size: number; readonly mtimeMs: number }
  readonly #file: FileHandle
  readonly #begin: number

  private constructor(
    path: string,
    file: FileHandle,
    head: { rate: number; begin: number; bytes: number },
    stamp: { size: number; mtimeMs: number },
  ) {
    this.path = path
    this.#file = file
    this.rate = head.rate
    this.#begin = head.begin
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
      const position = this.#begin + start * BYTES_PER_SAMPLE + done
      const { bytesRead } = await this.#file.read(bytes, done, bytes.length - done, position)
      if (bytesRead === 0) throw new Error(`cannot read ${this.path}: it has become shorter.`)
      done += bytesRead
    }
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

async function readHead(
  file: FileHandle,
  size: number,
): Promise<{ rate: number; begin: number; bytes: number }> {
  const riff = size < 12 ? '' : (await readAt(file, 0, 12)).toString('latin1')
  const large = riff.startsWith('RF64')
  if ((!large && !riff.startsWith('RIFF')) || riff.slice(8) !== 'WAVE') throw new Error('it is no WAV file')
  let rate = 0
  let largeBytes = 0
  for (let at = 12, count = 0; at + 8 <= size && count < MOST_CHUNKS; count++) {
    const head = await readAt(file, at, 8)
    const id = head.toString('latin1', 0, 4)
    const length = head.readUInt32LE(4)
    if (id === 'ds64') largeBytes = Number((await readAt(file, at + 16, 8)).readBigUInt64LE())
    if (id === 'fmt ') rate = rateOf(await readAt(file, at + 8, 16))
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
    throw new Error('only one channel of 16 bits is taken; convert it first')
  }
  return format.readUInt32LE(4)
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, position)
  if (bytesRead < length) throw new Error('it is cut off before its sound begins')
  return bytes
}
