import { readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { clipped } from '../format.ts'
import { readBytes } from '../wav/riff-chunk.ts'
import type { Decoded, DecodingTarget } from './decoded-file.ts'
import { loadFlac } from './flac.ts'
import { mixWeights } from './sample-format.ts'
import { commentInfo } from './vorbis-info.ts'

const STREAM_INFO = 0
const VORBIS_COMMENT = 4
const MAX_COMMENT = 2 ** 20
const MOST_BLOCKS = 1_000
/** States of the decoder from which on it has ended (`FLAC__StreamDecoderState`). */
const ENDED = 4
/** Blocks decoded before others get their turn. */
const TURN = 16

/**
 * Decodes a FLAC file with samples of 16 or 24 bits.
 * @returns null for others, which the library does not decode correctly
 * @throws Error with a reason
 */
export async function decodeFlac(file: FileHandle, target: DecodingTarget): Promise<Decoded | null> {
  let comment: Buffer | null = null
  let info: Buffer | null = null
  // Source: RFC 9639, 8.1 (metadata blocks), 8.2 (streaminfo).
  for (let at = 4, isLast = false, count = 0; !isLast && count < MOST_BLOCKS; count++) {
    const head = await readBytes(file, at, 4)
    if (head.length < 4) break
    isLast = head[0]! >= 128
    const length = head.readUIntBE(1, 3)
    if ((head[0]! & 127) === STREAM_INFO) info = await readBytes(file, at + 4, 34)
    if ((head[0]! & 127) === VORBIS_COMMENT) comment = await readBytes(file, at + 4, Math.min(length, MAX_COMMENT))
    at += 4 + length
  }
  if (!info || info.length < 34) throw new Error('the header is incomplete')
  const rate = info.readUIntBE(10, 3) >> 4
  const channels = ((info[12]! >> 1) & 7) + 1
  const bits = (((info[12]! & 1) << 4) | (info[13]! >> 4)) + 1
  if (rate === 0) throw new Error('it has a sample rate of 0 Hz')
  if (bits !== 16 && bits !== 24) return null
  // 3 and 4 channels are left, right, centre, and left, right, two behind (RFC 9639, 9.1.3), unless a field says otherwise.
  const [, stated] =
    /WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x([0-9a-f]{1,8})/i.exec(comment?.toString('latin1') ?? '') ?? []
  const weights = mixWeights(channels, stated ? Number.parseInt(stated, 16) : ({ 3: 0x7, 4: 0x33 }[channels] ?? 0))
  const announced = info.readUIntBE(13, 5) % 2 ** 36
  const flac = await loadFlac()
  let waiting: Int16Array[] = []
  let position = 0
  let fault: string | null = null
  const decoder = flac.create_libflac_decoder(false)
  const read = (wanted: number) => {
    const buffer = Buffer.alloc(wanted)
    const length = readSync(file.fd, buffer, 0, wanted, position)
    position += length
    return { buffer: buffer.subarray(0, length), readDataLength: length, error: false }
  }
  const status = flac.init_decoder_stream(
    decoder,
    read,
    (data, { blocksize, channels: own, bitsPerSample }) => {
      if (own !== channels || bitsPerSample !== bits) fault = 'its format changes within the file'
      else waiting.push(mixed(data, bits, blocksize, weights))
    },
    () => {},
    () => {},
    false,
  )
  try {
    if (status !== 0) throw new Error('the FLAC decoder failed to start')
    for (let going = true; going && fault === null; ) {
      for (let i = 0; i < TURN && going; i++)
        going =
          flac.FLAC__stream_decoder_process_single(decoder) && flac.FLAC__stream_decoder_get_state(decoder) < ENDED
      for (const samples of waiting) await target.append(samples)
      waiting = []
    }
    if (fault !== null) throw new Error(fault)
  } finally {
    flac.FLAC__stream_decoder_finish(decoder)
    flac.FLAC__stream_decoder_delete(decoder)
  }
  return { rate, info: commentInfo(comment, rate), announced }
}

/** The library delivers 16 bits as such, and 24 bits in four bytes. */
function mixed(data: readonly Uint8Array[], bits: number, length: number, weights: Float64Array): Int16Array {
  const views = data.map(({ buffer, byteOffset }) =>
    bits === 16 ? new Int16Array(buffer, byteOffset, length) : new Int32Array(buffer, byteOffset, length),
  )
  const scale = bits === 16 ? 1 : 1 / 256
  return Int16Array.from({ length }, (_, i) => {
    const sum = views.reduce((total, view, channel) => total + view[i]! * weights[channel]!, 0)
    return clipped(Math.round(sum * scale))
  })
}
