import { seededRandom } from '../../bench/statistics.ts'

/** Bands in Hz in each of which one tone wanders, as formants do. */
const BANDS = [
  [300, 700],
  [700, 1_200],
  [1_200, 1_800],
] as const
/** ms from one turn of a tone to the next. */
const TURN = 40
/** A phrase and the pause after it, ms. */
const PHRASE = 1_700
const PAUSE = 300
const RAMP = 5

/**
 * Speech-like sound of which every 20 ms are unlike all others: three tones that wander at random through bands of
 * their own, at -12 dBFS, in phrases of 1.7 s with pauses of 0.3 s between them. The same for the same seed.
 */
export function babble(rate: number, seconds: number, seed = 1): Int16Array {
  const random = seededRandom(seed)
  const sum = new Float64Array(Math.round(rate * seconds))
  const turn = (rate * TURN) / 1000
  for (const [low, high] of BANDS) {
    let phase = 0
    let hz: number = low
    let next = low + (high - low) * random()
    for (let i = 0; i < sum.length; i++) {
      if (i % turn === 0) {
        hz = next
        next = low + (high - low) * random()
      }
      phase += (2 * Math.PI * (hz + ((next - hz) * (i % turn)) / turn)) / rate
      sum[i]! += 0.12 * Math.sin(phase)
    }
  }
  return Int16Array.from(sum, (value, i) => Math.round(32_767 * value * loudness((i * 1000) / rate)))
}

function loudness(ms: number): number {
  const inPhrase = ms % (PHRASE + PAUSE)
  return Math.max(0, Math.min(1, inPhrase / RAMP, (PHRASE - inPhrase) / RAMP))
}
