import { BYTES_PER_SAMPLE } from '../format.ts'

/** Bytes before the first sample. */
export const WAV_HEADER_BYTES = 80

/** What a 32-bit size can tell: above it a file is RF64. */
export const RIFF_LIMIT = 0xffff_ffff

const SEE_DS64 = 0xffff_ffff
const DS64_BYTES = 28
const FMT_BYTES = 16
const PCM = 1

/**
 * The header of a mono 16-bit WAV file with `audioBytes` bytes of sound: RIFF, a JUNK chunk of 28 bytes, `fmt `
 * and the head of `data`. Where the sizes pass `limit`, JUNK becomes `ds64` with 64-bit sizes and RIFF becomes RF64,
 * so that a growing file passes 4 GiB by an overwrite of its first 80 bytes.
 *
 * Sources: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (RIFF, WAVE);
 * EBU Tech 3306, MBWF / RF64 (2.3: the reserved JUNK chunk; ds64).
 *
 * @param rate samples per second
 * @param limit largest size in bytes kept in a 32-bit field; smaller in tests
 * @param behind bytes of further chunks that follow the sound
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
