import type { Finding } from './check.ts'

/** ms from a question to its answer; null where none came. */
export type RoundTrip = number | null

/** ms from which people begin to talk over each other, counting what sound devices add (ITU-T G.114). */
const SLOW = 150
/** ms that the playout buffer evens out at most. */
const UNEVEN = 120

/** What is to be said of a server whose answers took so long. Pure. */
export function judgeRoundTrips(server: string, trips: readonly RoundTrip[]): Finding {
  const times = trips.filter((trip) => trip !== null).sort((a, b) => a - b)
  if (times.length < trips.length) {
    const text = `${server} left ${trips.length - times.length} of ${trips.length} questions without an answer`
    return {
      status: 'wrong',
      text,
      advice: 'the server hangs or the network breaks: try a cable, or another network',
    }
  }
  const half = times[Math.ceil(times.length / 2) - 1]!
  const longest = times.at(-1)!
  const text = `${server}: ${times.length} answers, half of them within ${ms(half)}, all within ${ms(longest)}`
  if (half > SLOW)
    return { status: 'wrong', text, advice: 'too slow to talk: try a cable, or a nearer network' }
  if (longest > UNEVEN)
    return { status: 'note', text, advice: 'voice may stutter: try a cable in place of Wi-Fi' }
  return { status: 'fine', text }
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`
}
