import { Encoder } from '@evan/opus'
import { Resampler } from '../../audio/resampler.ts'
import { FULL_PAGE, NO_GRANULE, type OggPage, oggPage } from './ogg-page.ts'
import type { Patch, SoundFileEncoder, SoundFileOptions } from './sound-file.ts'
import { vorbisComment } from './vorbis-comment.ts'

/** Granule positions always count at 48 kHz (RFC 7845, section 4); all audio is encoded at this rate. */
const RATE = 48_000
/** Samples of a 20 ms frame. */
const FRAME = 960
/** Frames per page: one second. */
const PAGE_FRAMES = 50
/** Bits per second; more does not improve speech. */
const BITRATE = 64_000
const VENDOR = 'libopus'
/** The request OPUS_GET_LOOKAHEAD of libopus (opus_defines.h), in samples. */
const GET_LOOKAHEAD = 4027

/**
 * Encodes an Ogg Opus file. The pre-skip covers the delay of the encoder, and the granule position of the last page
 * trims the padding after the last sample. Source: RFC 7845.
 */
export class OpusFileEncoder implements SoundFileEncoder {
  readonly #encoder = new Encoder({ channels: 1, sample_rate: RATE, application: 'audio' })
  readonly #resampler: Resampler
  readonly #rate: number
  readonly #serial: number
  readonly #preSkip: number
  /** Length of the audio, in samples at 48 kHz. */
  readonly #length: number
  #waiting = new Int16Array(0)
  #packets: Uint8Array[] = []
  /** Frames encoded so far. */
  #frames = 0
  #sequence = 0
  #head: Buffer[]

  private constructor(resampler: Resampler, { rate, samples, tags, cues }: SoundFileOptions) {
    this.#resampler = resampler
    this.#rate = rate
    this.#encoder.bitrate = BITRATE
    this.#encoder.complexity = 10
    this.#preSkip = this.#encoder.ctl(GET_LOOKAHEAD)
    this.#length = Math.round((samples * RATE) / rate)
    // The file has a single stream, so any serial number is unique.
    this.#serial = (samples * 31 + rate) >>> 0
    const comment = vorbisComment(VENDOR, tags, cues, rate)
    const tagsPacket = Buffer.concat([Buffer.from('OpusTags', 'latin1'), comment])
    this.#head = [this.#page([this.#opusHead(rate)], 0n, { first: true }), ...this.#tagPages(tagsPacket)]
  }

  static async create(options: SoundFileOptions): Promise<OpusFileEncoder> {
    return new OpusFileEncoder(await Resampler.create(options.rate, RATE), options)
  }

  encode(samples: Int16Array): Uint8Array {
    return this.#take(this.#resampler.process(samples))
  }

  finish(): { tail: Uint8Array; patches: Patch[] } {
    const needed = Math.ceil((this.#preSkip + this.#length) / FRAME) * FRAME
    const missing = new Int16Array(Math.max(0, needed - this.#frames * FRAME - this.#waiting.length))
    // The rest that the resampler holds, then silence.
    const tail = this.#resampler.process(new Int16Array(Math.ceil(this.#rate / 100)))
    missing.set(tail.subarray(0, missing.length))
    const rest = this.#take(missing, true)
    const granule = BigInt(this.#preSkip + this.#length)
    return { tail: Buffer.concat([rest, this.#page(this.#packets, granule, { last: true })]), patches: [] }
  }

  #take(samples: Int16Array, ending = false): Uint8Array {
    const pages = this.#head.splice(0)
    const sound = new Int16Array(this.#waiting.length + samples.length)
    sound.set(this.#waiting)
    sound.set(samples, this.#waiting.length)
    let at = 0
    for (; at + FRAME <= sound.length; at += FRAME) {
      // A full page is written only before the next packet, so that the last page is never empty.
      if (this.#packets.length === PAGE_FRAMES) pages.push(this.#fullPage())
      this.#packets.push(this.#encoder.encode(sound.slice(at, at + FRAME)))
      this.#frames++
    }
    this.#waiting = ending ? new Int16Array(0) : sound.slice(at)
    return Buffer.concat(pages)
  }

  #fullPage(): Buffer {
    return this.#page(this.#packets.splice(0), BigInt(this.#frames * FRAME))
  }

  /** Pages that hold only the comment header; with many chapters it spans several. */
  #tagPages(packet: Buffer): Buffer[] {
    const pages: Buffer[] = []
    let at = 0
    for (; packet.length - at >= FULL_PAGE; at += FULL_PAGE) {
      const piece = packet.subarray(at, at + FULL_PAGE)
      pages.push(this.#page([piece], NO_GRANULE, { continued: at > 0, unended: true }))
    }
    return [...pages, this.#page([packet.subarray(at)], 0n, { continued: at > 0 })]
  }

  #page(packets: readonly Uint8Array[], granule: bigint, marks: Partial<OggPage> = {}): Buffer {
    return oggPage({ serial: this.#serial, sequence: this.#sequence++, granule, packets, ...marks })
  }

  #opusHead(rate: number): Buffer {
    const head = Buffer.alloc(19)
    head.write('OpusHead', 0, 'latin1')
    head.writeUInt8(1, 8) // version
    head.writeUInt8(1, 9) // channels
    head.writeUInt16LE(this.#preSkip, 10)
    head.writeUInt32LE(rate, 12)
    return head
  }
}
