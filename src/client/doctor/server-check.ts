import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { protectionOf } from '../connection/protection.ts'
import type { Protection } from '../connection/server-key.ts'
import { ServerLink } from '../connection/server-link.ts'
import { searchServers } from '../discovery/list-servers.ts'
import { Exit } from '../exit-codes.ts'
import type { CheckContext, Finding } from './check.ts'

const REQUESTS = 10
/** ms after which an answer counts as missing; after one that is missing no further is asked for. */
const ANSWER_PATIENCE = 2_000

/** Asks the server that was named, or that is found, 10 times, and tells how long it takes. */
export async function checkServer({ settings, clock }: CheckContext): Promise<Finding[]> {
  const { ip, port } = settings.options
  const { options } = settings
  if (ip !== undefined) return [await ask(ip, port, protectionOf(options, clock), clock)]
  const { found, failed } = await searchServers(clock)
  const [first, ...others] = found
  if (!first) {
    const why =
      failed === null ? 'none answered on this network' : `the network cannot be searched: ${failed}`
    return [{ status: 'note', text: why, advice: 'name one to have it checked: --ip ADDRESS' }]
  }
  const finding = await ask(first.host, first.port, protectionOf(options, clock, first.tls), clock)
  if (others.length === 0) return [finding]
  const names = others.map(({ host, port: at }) => `${host} port ${at}`).slice(0, 5)
  return [finding, { status: 'note', text: `there are more, not checked: ${names.join(', ')}` }]
}

async function ask(host: string, port: number, protection: Protection, clock: Clock): Promise<Finding> {
  try {
    const link = await ServerLink.open(
      // A look is no visit: it leaves nothing behind.
      { host, port, clock, log: null, protection: { ...protection, remember: false } },
      { push() {}, voice() {}, lost() {} },
    )
    try {
      return judgeRoundTrips(`${cleanLine(host)} port ${port}`, await measure(link, clock))
    } finally {
      link.close()
    }
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    return { status: 'wrong', text: error.message, advice: 'the README tells what each of these means' }
  }
}

/** The ms that each answer took; null where none came. */
async function measure(link: ServerLink, clock: Clock): Promise<RoundTrip[]> {
  const trips: RoundTrip[] = []
  while (trips.length < REQUESTS && !trips.includes(null)) {
    const begin = clock.now()
    const answer = link.request('request_sample_rate', {}).then(
      () => clock.now() - begin,
      () => null,
    )
    trips.push(await withTimeout(clock, ANSWER_PATIENCE, answer, () => null))
  }
  return trips
}

/** ms from a question to its answer; null where none came. */
type RoundTrip = number | null

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
