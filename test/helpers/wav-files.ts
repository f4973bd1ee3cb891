import { readFile, writeFile } from 'node:fs/promises'
import wavefile from 'wavefile'

/** Writes samples as a mono 16-bit WAV file, by a library that is not ours. */
export async function writeWavFile(path: string, rate: number, samples: Int16Array): Promise<void> {
  const wav = new wavefile.WaveFile()
  wav.fromScratch(1, rate, '16', samples)
  await writeFile(path, wav.toBuffer())
}

/** The marks of a WAV file, where they are in s and what they say, by a library that is not ours. */
export async function readWavMarks(path: string): Promise<{ at: number; label: string }[]> {
  const cues = new wavefile.WaveFile(await readFile(path)).listCuePoints() as { position: number; label: string }[]
  return cues.map(({ position, label }) => ({ at: position / 1000, label }))
}

/** The samples and rate of a mono 16-bit WAV file, by a library that is not ours. */
export async function readWavFile(path: string): Promise<{ rate: number; samples: Int16Array }> {
  const wav = new wavefile.WaveFile(await readFile(path))
  const { sampleRate } = wav.fmt as { sampleRate: number }
  return { rate: sampleRate, samples: wav.getSamples(false, Int16Array) as unknown as Int16Array }
}
