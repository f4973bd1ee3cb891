import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSound } from '../../src/audio/sound/sound-source.ts'

const SENTENCE = 'Good morning everybody. This is the meeting, and it is being recorded. Please go on.'

/** A sentence of some seconds at `rate` samples a second; it needs the program espeak-ng. */
export async function speech(rate: number, sentence = SENTENCE): Promise<Int16Array> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-words-'))
  try {
    const path = join(folder, 'speech.wav')
    execFileSync('espeak-ng', ['-w', path, sentence])
    return await readSound(path, rate)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same sound at another loudness, which is a factor. */
export function scaled(samples: Int16Array, factor: number): Int16Array {
  return samples.map((sample) => Math.round(sample * factor))
}

/** Both sounds at once; as long as the first. */
export function mixed(a: Int16Array, b: Int16Array): Int16Array {
  return a.map((sample, i) => Math.max(-32_768, Math.min(32_767, sample + (b[i] ?? 0))))
}

/** `length` samples of steady reproducible noise, of this amplitude of full scale (0..1). */
export function hiss(length: number, amplitude: number): Int16Array {
  let state = 1
  return Int16Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.round((state / 2 ** 31 - 1) * amplitude * 32_767)
  })
}
