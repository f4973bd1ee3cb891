import { sine } from './tones.ts'
import type { WireClient } from './wire-client.ts'

/** A stall of the test beyond this many ms moves the schedule: the contract absorbs a burst of 200 ms, not any. */
const LONGEST_BURST = 150

/** Resolves at `time` (ms, of `performance.now`), at once where it is past. */
async function until(time: number): Promise<void> {
  const wait = time - performance.now()
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
}

/**
 * Sends `count` frames of voice, one every `periodMs` on an absolute schedule, as a sound card would: lateness does
 * not add up, a short stall is followed by the frames that are due.
 *
 * @param count how many, `Infinity` where `during` ends it
 * @param frame the samples of frame 0, 1, ...
 * @returns when each frame was sent (ms, of `performance.now`).
 */
export async function talk(
  client: WireClient,
  count: number,
  frame: (index: number) => Int16Array,
  { periodMs = 20, offsetMs = 0, during = (): boolean => true } = {},
): Promise<number[]> {
  let begin = performance.now() + offsetMs
  const sent: number[] = []
  for (let index = 0; index < count && during(); index++) {
    await until(begin + index * periodMs)
    const late = performance.now() - (begin + index * periodMs)
    if (periodMs > 0 && late > LONGEST_BURST) begin += late
    client.sendVoice(frame(index))
    sent.push(performance.now())
  }
  return sent
}

/**
 * The frames of a steady tone. With a multiple of 50 Hz (100 for frames of 10 ms) every frame holds whole periods, so that any run of whole
 * frames, even with one left out, is an unbroken sine.
 */
export function tone(hz: number, rate = 48_000, amplitude = 0.1, frameMs = 20): (index: number) => Int16Array {
  const length = Math.round((rate * frameMs) / 1000)
  return (index) => sine(hz, rate, length, amplitude, index * length)
}

/** Frames of reproducible noise, loud but within +-32,767, each unlike all others. */
export function noise(length: number, seed = 1): (index: number) => Int16Array {
  return (index) => {
    let state = (seed * 7919 + index * 104_729 + 1) >>> 0
    return Int16Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.max(-32_767, (state >>> 16) - 32_768)
    })
  }
}

/** The value below which `share` (0..1) of the values are; 0.5 is the middle one, which a few odd ones do not move. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
