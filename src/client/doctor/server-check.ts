import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { searchServers } from '../cli/list-servers.ts'
import { protectionOf } from '../connection/protection.ts'
import type { Protection } from '../connection/server-key.ts'
import { ServerLink } from '../connection/server-link.ts'
import { Exit } from '../exit-codes.ts'
import { bounded } from './bounded.ts'
import type { CheckContext, Finding } from './check.ts'
import { judgeRoundTrips, type RoundTrip } from './round-trips.ts'

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
    trips.push(await bounded(clock, ANSWER_PATIENCE, answer, () => null))
  }
  return trips
}
