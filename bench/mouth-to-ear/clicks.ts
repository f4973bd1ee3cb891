import { seededRandom } from '../statistics.ts'

export const RATE = 48_000
/** ms from one click to the next, and by how much that varies, so that clicks fall anywhere within a frame. */
const PERIOD_MS = 700
const VARIES_MS = 40
const CLICK_HZ = 1_000
const CLICK_MS = 5
const CLICK_LEVEL = 0.6
/** A room's hiss, at -56 dBFS: with it a voice gate stays open, and what is measured is talk that goes on. */
const HISS = 90
/** A sample as loud as this is a click. */
const LOUD = 8_000

/** Clicks in hiss, of which the last `count` are to count, and those in the `leadMs` ms before them not. */
export function clickTrack(count: number, leadMs: number): Int16Array {
  const random = seededRandom(7)
  const total = Math.ceil(leadMs + (count + 1) * PERIOD_MS)
  const track = Int16Array.from({ length: (total * RATE) / 1000 }, () => Math.round(HISS * (2 * random() - 1)))
  const click = Int16Array.from({ length: (CLICK_MS * RATE) / 1000 }, (_, i) =>
    Math.round(32_767 * CLICK_LEVEL * Math.cos((2 * Math.PI * CLICK_HZ * i) / RATE)),
  )
  for (let at = PERIOD_MS / 2; at + PERIOD_MS < total; at += PERIOD_MS) {
    track.set(click, Math.round(((at + VARIES_MS * random()) * RATE) / 1000))
  }
  return track
}

/** Where clicks begin in `samples`, in ms: a click's first loud sample, with none in the half second before it. */
export function clicksIn(samples: Int16Array): number[] {
  const found: number[] = []
  for (let i = 0; i < samples.length; i++) {
    if (Math.abs(samples[i]!) <= LOUD) continue
    found.push((i * 1000) / RATE)
    i += RATE / 2
  }
  return found
}
