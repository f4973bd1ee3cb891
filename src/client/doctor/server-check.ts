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
/** ms after which an answer counts as missing, which ends the check. */
const ANSWER_PATIENCE = 2_000

/** Measures 10 round trips to the server that was named, or else to the first one found. */
export async function checkServer({ settings, clock }: CheckContext): Promise<Finding[]> {
  const { ip, port } = settings.options
  const { options } = settings
  if (ip !== undefined) return [await ask(ip, port, protectionOf(options, clock), clock)]
  const { found, failed } = await searchServers(clock)
  const [first, ...others] = found
  if (!first) {
    const why = failed === null ? 'no server answered on this network' : `cannot search the network: ${failed}`
    return [{ status: 'note', text: why, advice: 'name a server to check: --ip ADDRESS' }]
  }
  const finding = await ask(first.host, first.port, protectionOf(options, clock, first.tls), clock)
  if (others.length === 0) return [finding]
  const names = others.map(({ host, port: at }) => `${host} port ${at}`).slice(0, 5)
  return [finding, { status: 'note', text: `other servers, not checked: ${names.join(', ')}` }]
}

async function ask(host: string, port: number, protection: Protection, clock: Clock): Promise<Finding> {
  try {
    const link = await ServerLink.open(
      // A check must not store the key of a new server.
      { host, port, clock, log: null, protection: { ...protection, remember: false } },
      { push() {}, voice() {}, lost() {} },
    )
    try {
      const readable = link.encrypted ? 'encrypted' : 'not encrypted'
      return judgeRoundTrips(`${cleanLine(host)} port ${port}, ${readable}`, await measure(link, clock))
    } finally {
      link.close()
    }
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    return { status: 'wrong', text: error.message, advice: 'docs/troubleshooting.md explains this error' }
  }
}

/** Measures up to 10 round trips; stops after a missing answer. */
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

/** ms from a request to its answer; null if none arrived. */
type RoundTrip = number | null

/** ms of round trip above which people talk over each other, with the delay of sound devices added (ITU-T G.114). */
const SLOW = 150
/** ms of variation that the jitter buffer can absorb. */
const UNEVEN = 120

/** Finding for the round trips of a server. Pure. */
export function judgeRoundTrips(server: string, trips: readonly RoundTrip[]): Finding {
  const times = trips.filter((trip) => trip !== null).sort((a, b) => a - b)
  if (times.length < trips.length) {
    const text = `${server} did not answer ${trips.length - times.length} of ${trips.length} requests`
    return {
      status: 'wrong',
      text,
      advice: 'the server hangs or the network is unreliable: try a cable or another network',
    }
  }
  const half = times[Math.ceil(times.length / 2) - 1]!
  const longest = times.at(-1)!
  const text = `${server}: ${times.length} answers, median ${ms(half)}, max ${ms(longest)}`
  if (half > SLOW)
    return { status: 'wrong', text, advice: 'too slow for a conversation: try a cable or a closer network' }
  if (longest > UNEVEN) return { status: 'note', text, advice: 'voice may stutter: try a cable instead of Wi-Fi' }
  return { status: 'fine', text }
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`
}
