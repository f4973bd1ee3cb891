/** Maximum segments per page, and bytes per segment; a packet of n bytes takes floor(n / 255) + 1 segments. */
const MAX_SEGMENTS = 255
const HEADER_BYTES = 27
const CHECKSUM_AT = 22
const CONTINUES_PACKET = 1
const BEGINS_STREAM = 2
const ENDS_STREAM = 4

/** Bytes of a packet that fill a page and continue on the next. */
export const FULL_PAGE = MAX_SEGMENTS * MAX_SEGMENTS
/** Granule position of a page on which no packet ends. */
export const NO_GRANULE = -1n

/** The contents of an Ogg page. */
export interface OggPage {
  readonly serial: number
  /** Counted from 0. */
  readonly sequence: number
  /** Granule position: the end of the page, in units of the codec (48 kHz samples for Opus). */
  readonly granule: bigint
  readonly packets: readonly Uint8Array[]
  /** The only packet continues from the page before, or on the next page (it has `FULL_PAGE` bytes then). */
  readonly continued?: boolean
  readonly unended?: boolean
  readonly first?: boolean
  readonly last?: boolean
}

/**
 * Encodes a page of an Ogg stream. Source: RFC 3533, section 6.
 * @throws RangeError when the packets exceed a page
 */
export function oggPage(page: OggPage): Buffer {
  const { serial, sequence, granule, packets, first, last, continued, unended } = page
  const lacing = packets.flatMap(({ length }) => [
    ...new Array<number>(Math.floor(length / MAX_SEGMENTS)).fill(MAX_SEGMENTS),
    ...(unended ? [] : [length % MAX_SEGMENTS]),
  ])
  if (lacing.length > MAX_SEGMENTS) throw new RangeError(`An Ogg page cannot have ${lacing.length} segments`)
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('OggS', 0, 'latin1')
  const flags = (continued ? CONTINUES_PACKET : 0) | (first ? BEGINS_STREAM : 0) | (last ? ENDS_STREAM : 0)
  header.writeUInt8(flags, 5)
  header.writeBigInt64LE(granule, 6)
  header.writeUInt32LE(serial, 14)
  header.writeUInt32LE(sequence, 18)
  header.writeUInt8(lacing.length, 26)
  const bytes = Buffer.concat([header, Buffer.from(lacing), ...packets])
  bytes.writeUInt32LE(checksum(bytes), CHECKSUM_AT)
  return bytes
}

/** The CRC-32 of Ogg: polynomial 0x04c11db7, neither reflected nor inverted. */
function checksum(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) ^ TABLE[(crc >>> 24) ^ byte]!) >>> 0
  return crc
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000_0000 ? (value << 1) ^ 0x04c1_1db7 : value << 1
  return value >>> 0
})
