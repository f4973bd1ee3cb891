import { type AudioFormat, DEFAULT_BITRATE, frameLength } from '../../src/audio/format.ts'
import { OpusEncoder } from '../../src/audio/opus.ts'
import { sine, toneLevel } from '../../test/helpers/tones.ts'

/*
 * What a talker sends by Opus, which no signature survives: a tone of the talker's own that changes every half
 * second between a lower and a higher pitch. The changes are the marks by which a listener measures latency.
 */

/** ms between two changes of pitch, and the offset between the changes of two talkers. */
const HALF = 500
const LOOP = 2 * HALF
const SHIFT = 140
/** Hz; all pitches have whole periods in a frame, so that they can be told apart in one. */
const LOWEST = 400
/** Periods in a frame by which a pitch has more than the one below: with one, a change of one would sound like the other. */
const STEP = 2
/** Peak of a tone, of full scale. */
const AMPLITUDE = 0.03

/** The pitch in Hz of `talker`'s lower or higher tone. */
function pitch({ frameMs }: AudioFormat, talker: number, high: boolean): number {
  return LOWEST + (2 * talker + (high ? 1 : 0)) * STEP * (1000 / frameMs)
}

/** Whether frame `sequence` is sung at the higher pitch. Talkers change at different times. */
export function isHigh({ frameMs }: AudioFormat, talker: number, sequence: number): boolean {
  return (sequence * frameMs + talker * SHIFT) % LOOP >= HALF
}

/** The frame `sequence` of `talker`, before it is encoded. */
export function toneFrame(format: AudioFormat, talker: number, sequence: number): Int16Array {
  const hz = pitch(format, talker, isHigh(format, talker, sequence))
  return sine(hz, format.rate, frameLength(format), AMPLITUDE)
}

/** The frames of the first second of `talker` as Opus, after which they begin again. */
export function opusLoop(format: AudioFormat, talker: number): Uint8Array[] {
  const encoder = new OpusEncoder(format, DEFAULT_BITRATE)
  const frames = LOOP / format.frameMs
  const encoded = Array.from({ length: 2 * frames }, (_, s) => encoder.encode(toneFrame(format, talker, s)))
  return encoded.slice(frames) // the encoder then comes from the loop's end, as the decoder will
}

/** How loud `talker`'s two tones are in a frame, 1 being as they were sent. */
export function tonesIn(frame: Int16Array, format: AudioFormat, talker: number): { low: number; high: number } {
  const loudness = (high: boolean) =>
    10 ** (toneLevel(frame, pitch(format, talker, high), format.rate) / 20) / AMPLITUDE
  return { low: loudness(false), high: loudness(true) }
}
