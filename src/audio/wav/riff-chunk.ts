import type { FileHandle } from 'node:fs/promises'

/** The position of a chunk in a file, in bytes. */
export interface RiffChunk {
  /** FourCC: four ASCII characters. */
  readonly id: string
  /** Offset of the body. */
  readonly begin: number
  /** Length of the body according to its header, which may extend beyond the end of the file. */
  readonly length: number
}

/** How a file is divided into chunks: RIFF, RIFX and IFF (`big`, the highest byte first), or Sony Wave64 (`wide`). */
export interface ChunkLayout {
  readonly big?: boolean
  /** Ids of 16 bytes, of which the first four tell them apart, and sizes of 8 that include the head; aligned to 8. */
  readonly wide?: boolean
}

/** Reads up to `length` bytes at an offset; fewer at the end. */
export type ReadBytes = (position: number, length: number) => Promise<Buffer> | Buffer

const HEAD_BYTES = 8
const WIDE_HEAD_BYTES = 24

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

/** Reads the head of the chunk at an offset; null at the end of the file. */
export async function chunkAt(read: ReadBytes, at: number, { big, wide }: ChunkLayout = {}): Promise<RiffChunk | null> {
  const bytes = wide ? WIDE_HEAD_BYTES : HEAD_BYTES
  const head = await read(at, bytes)
  if (head.length < bytes) return null
  const id = head.toString('latin1', 0, 4)
  const length = wide
    ? Math.max(0, Number(head.readBigUInt64LE(16)) - bytes)
    : big
      ? head.readUInt32BE(4)
      : head.readUInt32LE(4)
  return { id, begin: at + bytes, length }
}

/** Offset of the chunk after one that ends at `end`: chunks are padded, although some programs forget it. */
export async function afterChunk(read: ReadBytes, end: number, { wide }: ChunkLayout = {}): Promise<number> {
  if (wide) return Math.ceil(end / 8) * 8
  return end % 2 === 1 && !isFourCc(await read(end, 4)) ? end + 1 : end
}

/** Whether these bytes can be the id of a chunk. */
export function isFourCc(bytes: Buffer): boolean {
  return /^[A-Za-z][\x20-\x7e]{3}$/.test(bytes.toString('latin1', 0, 4))
}

/** Reads bytes of a file; fewer if the file ends first. */
export async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, position)
  return bytes.subarray(0, bytesRead)
}
