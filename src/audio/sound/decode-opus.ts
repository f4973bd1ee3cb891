import type { FileHandle } from 'node:fs/promises'
import { Decoder } from '@evan/opus/wasm/index.js'
import { clipped } from '../format.ts'
import { opusDuration } from '../opus.ts'
import { readBytes } from '../wav/riff-chunk.ts'
import type { Decoded, DecodingTarget } from './decoded-file.ts'
import { commentInfo } from './vorbis-info.ts'

const RATE = 48_000
/** Bytes of the head of a page without its table of segments, the most that follow it, and of a packet kept. */
const PAGE_HEAD = 27
const MAX_PAGE = 255 + 255 * 255
const MAX_PACKET = 2 ** 20

/**
 * Decodes the Opus stream of an Ogg file of one or two channels, at 48 kHz. Links of a chain follow each other; a damaged
 * packet is silent. Sources: RFC 3533 (Ogg), RFC 7845 (Ogg Opus).
 * @returns null for more channels
 * @throws Error with a reason
 */
export async function decodeOpus(file: FileHandle, size: number, target: DecodingTarget): Promise<Decoded | null> {
  let decoder: Decoder | null = null
  let comment: Buffer | null = null
  let stream = -1
  let packets = 0
  /** Parts of the packet that continues on the next page. */
  let parts: Buffer[] = []
  let skipped = 0
  let factor = 1
  /** Samples since the beginning of the link, the skipped ones included. */
  let heard = 0
  let last: Int16Array | null = null
  const flush = async () => {
    if (last) await target.append(last)
    last = null
  }
  const take = async (packet: Buffer): Promise<boolean> => {
    const number = packets++
    if (number === 0) {
      if (packet.length < 19 || packet.toString('latin1', 0, 8) !== 'OpusHead') throw new Error('the header is damaged')
      if (packet[18] !== 0 || packet[9]! > 2) return false
      skipped = packet.readUInt16LE(10)
      factor = 10 ** (packet.readInt16LE(16) / 256 / 20)
      decoder?.drop()
      decoder = new Decoder({ channels: 1, sample_rate: RATE })
    } else if (number === 1) comment ??= packet.subarray(8)
    else {
      await flush()
      const samples = decoded(decoder!, packet, factor)
      const cut = Math.min(samples.length, Math.max(0, skipped - heard))
      heard += samples.length
      last = samples.subarray(cut)
    }
    return true
  }
  try {
    for (let at = 0; at + PAGE_HEAD <= size; ) {
      const page = await readBytes(file, at, PAGE_HEAD + MAX_PAGE)
      if (page.length < PAGE_HEAD || page.toString('latin1', 0, 4) !== 'OggS') {
        // Damaged: the next page is searched.
        const next = page.indexOf('OggS', 1)
        at += next > 0 ? next : Math.max(1, page.length - 3)
        continue
      }
      const lacing = page.subarray(PAGE_HEAD, PAGE_HEAD + page[26]!)
      let begin = PAGE_HEAD + lacing.length
      const end = begin + lacing.reduce((sum, length) => sum + length, 0)
      at += end
      const serial = page.readUInt32LE(14)
      const begins = (page[5]! & 2) !== 0 && page.toString('latin1', begin, begin + 8) === 'OpusHead'
      if (begins) {
        await flush()
        ;[stream, packets, heard, parts] = [serial, 0, 0, []]
      }
      if (serial !== stream) continue
      for (let i = 0, length = 0; i < lacing.length; i++) {
        length += lacing[i]!
        if (lacing[i] === 255 && i + 1 < lacing.length) continue
        parts.push(page.subarray(begin, begin + length))
        begin += length
        length = 0
        if (parts.reduce((sum, part) => sum + part.length, 0) > MAX_PACKET) throw new Error('a packet is too large')
        if (lacing[i] === 255) break
        if (!(await take(Buffer.concat(parts.splice(0))))) return null
      }
      const granule = Number(page.readBigInt64LE(6))
      const isLast = (page[5]! & 4) !== 0
      // Only the last page may end before its packets do.
      if (isLast && granule >= 0 && granule < heard && last) {
        const samples: Int16Array = last
        last = samples.subarray(0, Math.max(0, samples.length - (heard - granule)))
      }
    }
    await flush()
  } finally {
    ;(decoder as Decoder | null)?.drop()
  }
  return { rate: RATE, info: commentInfo(comment, RATE) }
}

function decoded(decoder: Decoder, packet: Buffer, factor: number): Int16Array {
  const milliseconds = opusDuration(packet)
  try {
    const bytes = decoder.decode(packet)
    const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)
    return factor === 1 ? samples : samples.map((sample) => clipped(sample * factor))
  } catch {
    return new Int16Array(milliseconds <= 120 ? (milliseconds * RATE) / 1000 : 0)
  }
}
