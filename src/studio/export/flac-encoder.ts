import { type Flac, type FlacStreamInfo, loadFlac } from '../../audio/sound/flac.ts'
import type { Patch, SoundFileEncoder, SoundFileOptions } from './sound-file.ts'
import { vorbisComment } from './vorbis-comment.ts'

const VENDOR = 'libFLAC'
/** Compression level, 0 (fastest) to 8 (smallest); 5 is the default of `flac`. */
const LEVEL = 5
const BLOCK = 4_096
/** Maximum sample rate of the library, Hz (the field has 20 bits). */
const MAX_RATE = 655_350
/** Seconds between seek points. */
const SEEK_SECONDS = 10
const SEEK_POINT_BYTES = 18
const STREAM_INFO_BYTES = 34
/** Metadata block types. */
const STREAM_INFO = 0
const SEEK_TABLE = 3
const VORBIS_COMMENT = 4

interface SeekPoint {
  readonly sample: number
  /** Bytes from the first frame. */
  readonly offset: number
}

/**
 * Encodes a FLAC file with comments, chapters, a seek table and the MD5 of the samples, which `flac -t` verifies.
 *
 * Source of the format: RFC 9639 (8.2 streaminfo, 8.5 seek table, 8.6 Vorbis comment).
 */
export class FlacEncoder implements SoundFileEncoder {
  readonly #flac: Flac
  readonly #encoder: number
  readonly #options: SoundFileOptions
  readonly #comment: Buffer
  readonly #maxSeekPoints: number
  readonly #seekPoints: SeekPoint[] = []
  #frames: Uint8Array[]
  #sample = 0
  #offset = 0
  #info: FlacStreamInfo | null = null

  private constructor(flac: Flac, options: SoundFileOptions) {
    this.#flac = flac
    this.#options = options
    const { rate, samples, tags, cues } = options
    this.#comment = vorbisComment(VENDOR, tags, cues, rate)
    this.#maxSeekPoints = Math.ceil(samples / (SEEK_SECONDS * rate))
    this.#frames = [this.#head()]
    this.#encoder = flac.create_libflac_encoder(rate, 1, 16, LEVEL, samples, false)
    const status = flac.init_encoder_stream(
      this.#encoder,
      (bytes, length, count) => this.#take(bytes.slice(0, length), count),
      (info) => {
        this.#info = info
      },
    )
    if (this.#encoder === 0 || status !== 0) throw new Error(`the FLAC encoder failed to start (${status})`)
  }

  /** @throws Error with a message for the user when FLAC does not support the sample rate */
  static async create(options: SoundFileOptions): Promise<FlacEncoder> {
    if (options.rate > MAX_RATE) throw new Error(`FLAC does not support a sample rate of ${options.rate} Hz`)
    return new FlacEncoder(await loadFlac(), options)
  }

  encode(samples: Int16Array): Uint8Array {
    if (samples.length > 0) {
      this.#flac.FLAC__stream_encoder_process_interleaved(this.#encoder, Int32Array.from(samples), samples.length)
    }
    return Buffer.concat(this.#frames.splice(0))
  }

  finish(): { tail: Uint8Array; patches: Patch[] } {
    this.#flac.FLAC__stream_encoder_finish(this.#encoder)
    this.#flac.FLAC__stream_encoder_delete(this.#encoder)
    return { tail: Buffer.concat(this.#frames), patches: [{ position: 0, bytes: this.#head() }] }
  }

  /** Discards the header of the library, which lacks the tags. */
  #take(bytes: Uint8Array, samples: number): void {
    if (samples === 0) return
    const due = this.#seekPoints.length * SEEK_SECONDS * this.#options.rate
    if (this.#sample >= due && this.#seekPoints.length < this.#maxSeekPoints) {
      this.#seekPoints.push({ sample: this.#sample, offset: this.#offset })
    }
    this.#frames.push(bytes)
    this.#sample += samples
    this.#offset += bytes.length
  }

  /** Everything before the first frame. Its length is final from the start, so `finish` can overwrite it. */
  #head(): Buffer {
    return Buffer.concat([
      Buffer.from('fLaC', 'latin1'),
      block(STREAM_INFO, this.#streamInfo()),
      ...(this.#maxSeekPoints > 0 ? [block(SEEK_TABLE, this.#seekTable())] : []),
      block(VORBIS_COMMENT, this.#comment, true),
    ])
  }

  #streamInfo(): Buffer {
    const info = Buffer.alloc(STREAM_INFO_BYTES)
    info.writeUInt16BE(BLOCK, 0)
    info.writeUInt16BE(BLOCK, 2)
    info.writeUIntBE(this.#info?.min_framesize ?? 0, 4, 3)
    info.writeUIntBE(this.#info?.max_framesize ?? 0, 7, 3)
    // 20 bits of sample rate, 3 of channels - 1, 5 of bits per sample - 1, 36 of total samples.
    const packed = (BigInt(this.#options.rate) << 44n) | (15n << 36n) | BigInt(this.#sample)
    info.writeBigUInt64BE(packed, 10)
    info.write(this.#info?.md5sum ?? '', 18, 'hex')
    return info
  }

  #seekTable(): Buffer {
    const table = Buffer.alloc(this.#maxSeekPoints * SEEK_POINT_BYTES)
    for (let i = 0; i < this.#maxSeekPoints; i++) {
      const point = this.#seekPoints[i]
      const at = i * SEEK_POINT_BYTES
      // Unused entries are placeholder points, with an all-ones sample number.
      table.writeBigUInt64BE(point ? BigInt(point.sample) : 0xffff_ffff_ffff_ffffn, at)
      table.writeBigUInt64BE(BigInt(point?.offset ?? 0), at + 8)
      table.writeUInt16BE(point ? Math.min(BLOCK, this.#sample - point.sample) : 0, at + 16)
    }
    return table
  }
}

function block(type: number, body: Buffer, last = false): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt8(type | (last ? 0x80 : 0), 0)
  head.writeUIntBE(body.length, 1, 3)
  return Buffer.concat([head, body])
}
