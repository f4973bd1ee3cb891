import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readWav } from '../../audio/wav/wav-reader.ts'

/** Voices of espeak-ng, one a speaker. */
const VOICES = ['en-us+f3', 'en-gb']
/** Pitches of the tones that stand in for voices, one a speaker; Hz. */
const PITCHES = [220, 140]
/** Seconds a letter takes to say. */
const LETTER = 0.065
const LOUDNESS = 0.15

/**
 * A line said by speaker 0 or 1, at `rate` Hz: by espeak-ng where it is installed, else hummed by a tone that
 * rises and falls with the syllables.
 */
export async function synthesize(text: string, speaker: number, rate: number): Promise<Int16Array> {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-demo-'))
  try {
    const file = join(folder, 'line.wav')
    await promisify(execFile)('espeak-ng', ['-v', VOICES[speaker]!, '-w', file, text])
    return await readWav(file, rate)
  } catch {
    return hum(text.length * LETTER, PITCHES[speaker]!, rate)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function hum(seconds: number, pitch: number, rate: number): Int16Array {
  const samples = new Int16Array(Math.round(seconds * rate))
  for (let i = 0; i < samples.length; i++) {
    const t = i / rate
    const syllable = Math.sin(Math.PI * 4 * t) ** 2
    const glide = pitch * (1 + 0.05 * Math.sin(2 * Math.PI * t))
    const tone = Math.sin(2 * Math.PI * glide * t) + 0.5 * Math.sin(4 * Math.PI * glide * t)
    samples[i] = Math.round(32767 * LOUDNESS * syllable * tone)
  }
  return samples
}
