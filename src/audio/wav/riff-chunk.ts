import type { FileHandle } from 'node:fs/promises'

/** Bytes of a chunk's name and size. */
const HEAD_BYTES = 8
/** Chunks that are looked through; a file has a handful. */
const MOST_CHUNKS = 1_000

/** Where a chunk of a RIFF file is. */
export interface RiffChunk {
  /** Four letters. */
  readonly id: string
  /** Where its body begins in the file. */
  readonly begin: number
  /** Bytes of the body as the chunk tells them, which may be more than there are. */
  readonly length: number
}

/** A chunk of a RIFF file; the next begins at an even place. @param id four letters */
export function riffChunk(id: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(id, 'latin1'), uint32(body.length), body, Buffer.alloc(body.length % 2)])
}

/** A number as RIFF has it: 32 bits, little-endian. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/**
 * The chunks of a file, one after the other.
 * @param from where the first of them begins @param size of the file
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

/** Bytes of a file; fewer where it ends before. */
export async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, position)
  return bytes.subarray(0, bytesRead)
}
