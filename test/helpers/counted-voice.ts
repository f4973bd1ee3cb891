import { join } from 'node:path'
import { writeWavFile } from './wav-files.ts'

/**
 * A WAV file of so many frames of 20 ms at 48 kHz, each of one value throughout: 20, 40, 60 and so on. A listener that hears
 * it can tell which frames came, and in which order.
 */
export async function writeCountedVoice(folder: string, frames: number): Promise<string> {
  const samples = new Int16Array(960 * frames)
  for (let frame = 0; frame < frames; frame++) samples.fill(20 * (frame + 1), 960 * frame, 960 * (frame + 1))
  const path = join(folder, 'counted.wav')
  await writeWavFile(path, 48_000, samples)
  return path
}
