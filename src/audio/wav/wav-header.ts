import { BYTES_PER_SAMPLE } from '../format.ts'

/** Length of the header in bytes; the first sample follows it. */
export const WAV_HEADER_BYTES = 80

/** The largest size that a 32-bit field can hold; larger files are RF64. */
export const RIFF_LIMIT = 0xffff_ffff

const SEE_DS64 = 0xffff_ffff
const DS64_BYTES = 28
const FMT_BYTES = 16
/** Offsets of the JUNK and the `fmt ` chunk. */
const JUNK_BEGIN = 12
const FMT_BEGIN = 48
const PCM = 1

/**
 * Encodes the usual header of 44 bytes for a mono 16-bit WAV file whose length is known, which some programs expect; above
 * `limit` as `wavHeader`, whose parameters it takes.
 */
export function plainWavHeader(rate: number, audioBytes: number, limit = RIFF_LIMIT, behind = 0): Buffer {
  const header = wavHeader(rate, audioBytes, limit, behind)
  if (header.toString('latin1', 0, 4) === 'RF64') return header
  header.writeUInt32LE(header.readUInt32LE(4) - (FMT_BEGIN - JUNK_BEGIN), 4)
  return Buffer.concat([header.subarray(0, JUNK_BEGIN), header.subarray(FMT_BEGIN)])
}

/**
 * Encodes the header of a mono 16-bit WAV file: RIFF, a JUNK chunk of 28 bytes, `fmt `, and the start of `data`. If the
 * file exceeds `limit`, RIFF becomes RF64 and JUNK becomes `ds64` with 64-bit sizes, so that a growing file can pass
 * 4 GiB by overwriting its first 80 bytes.
 *
 * Sources: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (RIFF, WAVE);
 * EBU Tech 3306, MBWF / RF64 (2.3: the reserved JUNK chunk; ds64).
 *
 * @param rate sample rate in Hz
 * @param audioBytes length of the samples in bytes
 * @param limit largest size in bytes stored in a 32-bit field; tests use a smaller one
 * @param behind bytes of further chunks after the samples
 */
export function wavHeader(rate: number, audioBytes: number, limit = RIFF_LIMIT, behind = 0): Buffer {
  const riffBytes = WAV_HEADER_BYTES - 8 + audioBytes + behind
  const large = riffBytes > limit
  const header = Buffer.alloc(WAV_HEADER_BYTES)

  header.write(large ? 'RF64' : 'RIFF', 0, 'latin1')
  header.writeUInt32LE(large ? SEE_DS64 : riffBytes, 4)
  header.write('WAVE', 8, 'latin1')

  header.write(large ? 'ds64' : 'JUNK', 12, 'latin1')
  header.writeUInt32LE(DS64_BYTES, 16)
  if (large) {
    header.writeBigUInt64LE(BigInt(riffBytes), 20)
    header.writeBigUInt64LE(BigInt(audioBytes), 28)
    header.writeBigUInt64LE(BigInt(audioBytes / BYTES_PER_SAMPLE), 36)
  }

  header.write('fmt ', 48, 'latin1')
  header.writeUInt32LE(FMT_BYTES, 52)
  header.writeUInt16LE(PCM, 56)
  header.writeUInt16LE(1, 58)
  header.writeUInt32LE(rate, 60)
  header.writeUInt32LE(rate * BYTES_PER_SAMPLE, 64)
  header.writeUInt16LE(BYTES_PER_SAMPLE, 68)
  header.writeUInt16LE(8 * BYTES_PER_SAMPLE, 70)

  header.write('data', 72, 'latin1')
  header.writeUInt32LE(large ? SEE_DS64 : audioBytes, 76)
  return header
}
