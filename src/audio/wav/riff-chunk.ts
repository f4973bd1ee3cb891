import type { FileHandle } from 'node:fs/promises'

/** Bytes of the header of a chunk: its id and size. */
const HEAD_BYTES = 8
/** Chunks that are read before giving up; real files have a handful. */
const MOST_CHUNKS = 1_000

/** The position of a chunk in a RIFF file, in bytes. */
export interface RiffChunk {
  /** FourCC: four ASCII characters. */
  readonly id: string
  /** Offset of the body in the file. */
  readonly begin: number
  /** Length of the body according to its header, which may extend beyond the end of the file. */
  readonly length: number
}

/** Encodes a chunk of a RIFF file, padded to an even length. @param id FourCC */
export function riffChunk(id: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(id, 'latin1'), uint32(body.length), body, Buffer.alloc(body.length % 2)])
}

/** Encodes an unsigned 32-bit integer, little-endian as in RIFF. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/**
 * Iterates over the chunks of a RIFF file, without reading their bodies.
 *
 * @param from offset of the first chunk in bytes
 * @param size of the file in bytes
 */
export async function* riffChunks(file: FileHandle, from: number, size: number): AsyncGenerator<RiffChunk> {
  for (let at = from, count = 0; at + HEAD_BYTES <= size && count < MOST_CHUNKS; count++) {
    const head = await readBytes(file, at, HEAD_BYTES)
    if (head.length < HEAD_BYTES) return
    const length = head.readUInt32LE(4)
    yield { id: head.toString('latin1', 0, 4), begin: at + HEAD_BYTES, length }
    at += HEAD_BYTES + length + (length % 2)
  }
}

/** Reads bytes of a file; fewer if the file ends first. */
export async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, position)
  return bytes.subarray(0, bytesRead)
}
