import { readFile, stat } from 'node:fs/promises'
import wavefile from 'wavefile'
import { toMono } from '../channels.ts'
import { Resampler } from '../resampler.ts'

/** The whole file is kept in memory, some four times over while it is converted: 11 minutes at 48 kHz. */
const MAX_BYTES = 64 * 2 ** 20
/** Format tags: PCM, floats, A-law, mu-law, and the one that points to a longer description. */
const KNOWN_FORMATS = [1, 3, 6, 7, 0xfffe]
/** Rates that a sane file has. */
const MIN_RATE = 1000
const MAX_RATE = 384_000

interface WavFormat {
  audioFormat: number
  numChannels: number
  sampleRate: number
}

/**
 * The sound of a WAV file (integers, floats, A-law or mu-law; any number of channels) as mono at `rate` samples
 * per second.
 *
 * @throws Error with a message for people: there is none, it is too large, or not a WAV file
 */
export async function readWav(path: string, rate: number): Promise<Int16Array> {
  const bytes = await readCapped(path)
  let mono: Int16Array
  let fileRate: number
  try {
    const wav = new wavefile.WaveFile(bytes)
    const { audioFormat, numChannels, sampleRate } = wav.fmt as WavFormat
    if (!KNOWN_FORMATS.includes(audioFormat)) throw new Error('it is compressed; convert it to PCM first')
    if (!(sampleRate >= MIN_RATE && sampleRate <= MAX_RATE)) throw new Error(`its rate is ${sampleRate} Hz`)
    if (!(numChannels >= 1)) throw new Error('it has no channels')
    fileRate = sampleRate
    toSixteenBits(wav)
    mono = toMono(wav.getSamples(true, Int16Array) as unknown as Int16Array, numChannels)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`cannot use ${path}: it is no WAV file that can be read (${reason}).`, { cause: error })
  }
  const resampler = await Resampler.create(fileRate, rate)
  return resampler.process(mono)
}

async function readCapped(path: string): Promise<Buffer> {
  try {
    const file = await stat(path)
    if (!file.isFile()) throw new Error('it is not a file')
    if (file.size > MAX_BYTES) {
      const megabytes = Math.ceil(file.size / 2 ** 20)
      throw new Error(
        `it has ${megabytes} MB, at most ${MAX_BYTES / 2 ** 20} are taken; cut it into shorter pieces`,
      )
    }
    return await readFile(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EACCES: 'reading it is not allowed',
    }
    throw new Error(`cannot read ${path}: ${reasons[code ?? ''] ?? message}.`, { cause: error })
  }
}

/** Converts what has another depth than 16 bits. */
function toSixteenBits(wav: wavefile.WaveFile): void {
  if (wav.bitDepth === '8a') wav.fromALaw('16')
  else if (wav.bitDepth === '8m') wav.fromMuLaw('16')
  else if (wav.bitDepth !== '16') wav.toBitDepth('16')
}
