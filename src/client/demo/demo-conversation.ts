import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type AudioFormat, frameLength } from '../../audio/format.ts'
import { startFrameClock } from '../../audio/frame-clock.ts'
import { readSound } from '../../audio/sound/sound-source.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { ServerLink } from '../connection/server-link.ts'

/** Lines of the conversation, spoken in turns and repeated. */
const LINES = [
  'Good morning. Can you hear me?',
  'Yes, loud and clear. Nothing leaves this network.',
  'Then let us start. Who takes notes?',
  'The recording does. Type slash record to keep it.',
]
/** ms of silence after each line. */
const PAUSE = 900

/** Makes the participants behind `links` talk and write to each other. @returns a function that stops it */
export async function startConversation(
  clock: Clock,
  links: readonly ServerLink[],
  format: AudioFormat,
): Promise<Cancel> {
  const voices = await Promise.all(LINES.map((line, turn) => synthesize(line, turn % links.length, format.rate)))
  const length = frameLength(format)
  let turn = 0
  let at = -1
  return startFrameClock(clock, format.frameMs, () => {
    const link = links[turn % links.length]!
    const voice = voices[turn]!
    if (at < 0) link.tell('say', { text: LINES[turn]! })
    at = Math.max(at, 0)
    const frame = voice.slice(at, at + length)
    if (frame.length === length) link.sendVoice(new Uint8Array(frame.buffer), 'pcm')
    at += length
    if (at < voice.length + (PAUSE / format.frameMs) * length) return
    turn = (turn + 1) % LINES.length
    at = -1
  })
}

/** espeak-ng voice of each speaker. */
const VOICES = ['en-us+f3', 'en-gb']
/** Pitch in Hz of the tone that replaces each speaker's voice. */
const PITCHES = [220, 140]
/** Seconds of speech per letter. */
const LETTER = 0.065
const LOUDNESS = 0.15

/**
 * Synthesizes a line for speaker 0 or 1 at `rate` Hz, with espeak-ng if installed, or else as a hummed tone with the
 * rhythm of syllables.
 */
async function synthesize(text: string, speaker: number, rate: number): Promise<Int16Array> {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-demo-'))
  try {
    const file = join(folder, 'line.wav')
    await promisify(execFile)('espeak-ng', ['-v', VOICES[speaker]!, '-w', file, text])
    return await readSound(file, rate)
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
