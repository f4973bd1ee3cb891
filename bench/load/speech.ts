import { type AudioFormat, frameBytes } from '../../src/audio/format.ts'
import { writeSignatures } from './signature.ts'
import { opusLoop } from './tones.ts'

/** Frames in memory that a talker may have under way. */
export const RING = 32

/** What one talker says. */
export interface Speech {
  /** The voice message of frame `sequence`, header and payload; it stays as it is until `RING` more were made. */
  message(sequence: number): Buffer
}

/** PCM, each frame signed by talker number `talker`. */
export function signedSpeech(format: AudioFormat, talker: number): Speech {
  const bytes = frameBytes(format)
  const header = Buffer.from(`{"action":"voice","bytes":${bytes}}\n`)
  const ring = Array.from({ length: RING }, () => Buffer.concat([header, Buffer.alloc(bytes)]))
  return {
    message(sequence) {
      const message = ring[sequence % RING]!
      writeSignatures(message, header.length, format, talker, sequence)
      return message
    },
  }
}

/** Opus, encoded beforehand: the changing tone of talker number `talker`. */
export function toneSpeech(format: AudioFormat, talker: number): Speech {
  const messages = opusLoop(format, talker).map((payload) =>
    Buffer.concat([Buffer.from(`{"action":"voice","codec":"opus","bytes":${payload.length}}\n`), payload]),
  )
  return { message: (sequence) => messages[sequence % messages.length]! }
}
