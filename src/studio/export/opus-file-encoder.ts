import { Encoder } from '@evan/opus'
import { Resampler } from '../../audio/resampler.ts'
import { FULL_PAGE, NO_GRANULE, type OggPage, oggPage } from './ogg-page.ts'
import type { Patch, SoundFileEncoder, SoundFileOptions } from './sound-file.ts'
import { vorbisComment } from './vorbis-comment.ts'

/** Granules are counted at this rate whatever the sound had (RFC 7845, section 4), and all is encoded at it. */
const RATE = 48_000
const FRAME = 960
/** Frames that a page gathers: a second. */
const PAGE_FRAMES = 50
/** Bits a second: what speech gains nothing above. */
const BITRATE = 64_000
const VENDOR = 'libopus'
/** The request OPUS_GET_LOOKAHEAD of libopus (opus_defines.h), in samples. */
const GET_LOOKAHEAD = 4027

/**
 * An Ogg Opus file. What the encoder needs to settle is skipped at its begin (pre-skip), and what it was fed beyond the
 * last sample is cut off by the granule of the last page. Source: RFC 7845.
 */
export class OpusFileEncoder implements SoundFileEncoder {
  readonly #encoder = new Encoder({ channels: 1, sample_rate: RATE, application: 'audio' })
  readonly #resampler: Resampler
  readonly #rate: number
  readonly #serial: number
  readonly #preSkip: number
  /** Samples at 48 kHz that are to be heard in the end. */
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
    // One stream alone in a file: any number is its own.
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
    // What the resampler still holds, and then nothing.
    const held = this.#resampler.process(new Int16Array(Math.ceil(this.#rate / 100)))
    missing.set(held.subarray(0, missing.length))
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
      // The last page is never an empty one, so a full page goes out only before the next packet.
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

  /** The comments begin a page and end one; many chapters may take several. */
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
