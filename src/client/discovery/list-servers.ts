import type { Clock } from '../../lib/clock.ts'
import { localDay } from '../../lib/time-text.ts'
import type { RecentServer } from '../store/remembered.ts'
import { browse } from './discovery.ts'
import type { FoundServer } from './found-server.ts'

/** ms to wait for answers: time for two mDNS queries and a slow answer. */
export const SEARCH_TIME = 2_000

/** Result of a search on the local network. */
export interface SearchResult {
  readonly found: readonly FoundServer[]
  /** Why the network could not be searched; null if it could. */
  readonly failed: string | null
}

/** Searches the local network for servers for `ms`. Never rejects; the servers are sorted by name. */
export function searchServers(clock: Clock, ms = SEARCH_TIME): Promise<SearchResult> {
  return new Promise((resolve) => {
    const found = new Set<FoundServer>()
    let failed: string | null = null
    const stop = browse(
      {
        found: (server) => found.add(server),
        lost: (server) => found.delete(server),
        failed: (reason) => {
          failed = reason
        },
      },
      clock,
    )
    clock.after(ms, () => {
      stop()
      resolve({ found: [...found].sort(byName), failed })
    })
  })
}

/** The servers that were found and the recent servers, as plain lines. */
export function serverLines({ found, failed }: SearchResult, recent: readonly RecentServer[]): string[] {
  return [
    'On this network',
    ...(found.length > 0 ? found.map(foundLine) : [`  ${nothingFound(failed)}`]),
    '',
    'Recent servers',
    ...(recent.length > 0 ? recent.map(recentLine) : ['  none yet']),
    ...(found[0] ? ['', `Join one: chat-client --ip ${found[0].host} --port ${found[0].port}`] : []),
  ]
}

function foundLine({ name, host, port, tls, own }: FoundServer): string {
  const notes = [...(own ? ['this machine'] : []), ...(tls ? ['encrypted'] : [])]
  return `  ${name}  ${host} port ${port}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}`
}

function recentLine({ host, port, name, seen }: RecentServer): string {
  return `  ${host} port ${port}${name === null ? '' : `  as ${name}`}, ${localDay(new Date(seen))}`
}

function nothingFound(failed: string | null): string {
  if (failed !== null) return `cannot search: ${failed}; join by address: chat-client --ip ADDRESS`
  return 'no server answered; if you know an address, join by it: chat-client --ip ADDRESS'
}

function byName(a: FoundServer, b: FoundServer): number {
  return a.name.localeCompare(b.name) || a.host.localeCompare(b.host) || a.port - b.port
}
