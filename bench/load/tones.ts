import { frameLength } from '../../src/audio/format.ts'
import { DEFAULT_BITRATE, OpusEncoder } from '../../src/audio/opus.ts'
import { sine, toneLevel } from '../../test/helpers/tones.ts'
import { RATE } from './signature.ts'

/*
 * What a talker sends by Opus, which no signature survives: a tone of the talker's own that changes every half
 * second between a lower and a higher pitch. The changes are the marks by which a listener measures latency.
 */

/** Frames from one change of pitch to the next. */
export const HALF = 25
const LOOP = 2 * HALF
/** Hz; all pitches have whole periods in a frame, so that they can be told apart in one. */
const LOWEST = 400
const STEP = 100
/** Peak of a tone, of full scale. */
const AMPLITUDE = 0.03

/** The pitch in Hz of `talker`'s lower or higher tone. */
function pitch(talker: number, high: boolean): number {
  return LOWEST + (2 * talker + (high ? 1 : 0)) * STEP
}

/** Whether frame `sequence` is sung at the higher pitch. Talkers change at different times. */
export function isHigh(talker: number, sequence: number): boolean {
  return (sequence + 7 * talker) % LOOP >= HALF
}

/** The frame `sequence` of `talker`, before it is encoded. */
export function toneFrame(talker: number, sequence: number): Int16Array {
  return sine(pitch(talker, isHigh(talker, sequence)), RATE, frameLength(RATE), AMPLITUDE)
}

/** The frames 0 to 49 of `talker` as Opus, after which they begin again. */
export function opusLoop(talker: number): Uint8Array[] {
  const encoder = new OpusEncoder(RATE, DEFAULT_BITRATE)
  const encoded = Array.from({ length: 2 * LOOP }, (_, s) => encoder.encode(toneFrame(talker, s)))
  return encoded.slice(LOOP) // the encoder then comes from the loop's end, as the decoder will
}

/** How loud `talker`'s two tones are in a frame, 1 being as they were sent. */
export function tonesIn(frame: Int16Array, talker: number): { low: number; high: number } {
  const loudness = (high: boolean) => 10 ** (toneLevel(frame, pitch(talker, high), RATE) / 20) / AMPLITUDE
  return { low: loudness(false), high: loudness(true) }
}
