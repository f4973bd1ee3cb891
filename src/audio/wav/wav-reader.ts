import { readFile, stat } from 'node:fs/promises'
import wavefile from 'wavefile'
import { toMono } from '../channels.ts'
import { Resampler } from '../resampler.ts'

/** The whole file is held in memory, about four times during conversion. 64 MiB is 11 minutes of 16-bit mono at 48 kHz. */
const MAX_BYTES = 64 * 2 ** 20
/** Format tags: PCM, IEEE float, A-law, mu-law, and WAVE_FORMAT_EXTENSIBLE. */
const KNOWN_FORMATS = [1, 3, 6, 7, 0xfffe]
/** The chunks that sound consists of. The library never ends with some damaged ones among the others. */
const SOUND_CHUNKS = ['ds64', 'fmt ', 'fact', 'data']
/** Bytes of the head of a file, and of a chunk. */
const HEAD = 12
const CHUNK_HEAD = 8
/** Accepted sample rates in Hz. */
const MIN_RATE = 1000
const MAX_RATE = 384_000

interface WavFormat {
  audioFormat: number
  numChannels: number
  sampleRate: number
}

/**
 * Reads a WAV file (integer, float, A-law or mu-law; any number of channels) and converts it to mono 16-bit samples.
 *
 * @param rate sample rate of the result in Hz
 * @throws Error with a message for the user, if the file is missing, larger than 64 MiB, or not a supported WAV file
 */
export async function readWav(path: string, rate: number): Promise<Int16Array> {
  const bytes = await readCapped(path)
  let mono: Int16Array
  let fileRate: number
  try {
    const wav = new wavefile.WaveFile(soundOf(bytes))
    const { audioFormat, numChannels, sampleRate } = wav.fmt as WavFormat
    if (!KNOWN_FORMATS.includes(audioFormat)) throw new Error('compressed; convert it to PCM first')
    if (!(sampleRate >= MIN_RATE && sampleRate <= MAX_RATE))
      throw new Error(`unsupported sample rate of ${sampleRate} Hz`)
    if (!(numChannels >= 1)) throw new Error('no channels')
    fileRate = sampleRate
    toSixteenBits(wav)
    mono = toMono(wav.getSamples(true, Int16Array) as unknown as Int16Array, numChannels)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`cannot use ${path}: not a supported WAV file (${reason}).`, { cause: error })
  }
  const resampler = await Resampler.create(fileRate, rate)
  return resampler.process(mono)
}

async function readCapped(path: string): Promise<Buffer> {
  try {
    const file = await stat(path)
    if (!file.isFile()) throw new Error('not a file')
    if (file.size > MAX_BYTES) {
      const megabytes = Math.ceil(file.size / 2 ** 20)
      throw new Error(
        `it has ${megabytes} MiB, more than the limit of ${MAX_BYTES / 2 ** 20} MiB; split it into shorter files`,
      )
    }
    return await readFile(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reasons: Record<string, string> = {
      ENOENT: 'file not found',
      EACCES: 'permission denied',
    }
    throw new Error(`cannot read ${path}: ${reasons[code ?? ''] ?? message}.`, { cause: error })
  }
}

/** The file without chunks that are no sound, and without all but the first of each kind. */
function soundOf(bytes: Buffer): Buffer {
  const isBigEndian = bytes.toString('latin1', 0, 4) === 'RIFX'
  const kept = new Map<string, Buffer>()
  for (let at = HEAD; at + CHUNK_HEAD <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4)
    const length = isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)
    const end = at + CHUNK_HEAD + length + (length % 2)
    if (SOUND_CHUNKS.includes(id) && !kept.has(id)) kept.set(id, bytes.subarray(at, end))
    at = end
  }
  return Buffer.concat([bytes.subarray(0, HEAD), ...kept.values()])
}

/** Converts samples of any other format to 16 bits, in place. */
function toSixteenBits(wav: wavefile.WaveFile): void {
  if (wav.bitDepth === '8a') wav.fromALaw('16')
  else if (wav.bitDepth === '8m') wav.fromMuLaw('16')
  else if (wav.bitDepth !== '16') wav.toBitDepth('16')
}
