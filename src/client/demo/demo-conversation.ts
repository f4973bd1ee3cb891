import { type AudioFormat, frameLength } from '../../audio/format.ts'
import { startFrameClock } from '../../audio/frame-clock.ts'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { ServerLink } from '../connection/server-link.ts'
import { synthesize } from './demo-voice.ts'

/** What is said, by turns, over and over. */
const LINES = [
  'Good morning. Can you hear me?',
  'Yes, loud and clear. Nothing leaves this network.',
  'Then let us begin. Who takes notes?',
  'The recording does. Type slash record to keep it.',
]
/** Silence after each line, in ms. */
const PAUSE = 900

/** Lets the people behind `links` talk to each other, aloud and in the chat. @returns a function that ends it. */
export async function startConversation(
  clock: Clock,
  links: readonly ServerLink[],
  format: AudioFormat,
): Promise<Cancel> {
  const voices = await Promise.all(
    LINES.map((line, turn) => synthesize(line, turn % links.length, format.rate)),
  )
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
