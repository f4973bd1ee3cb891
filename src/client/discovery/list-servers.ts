import type { Clock } from '../../lib/clock.ts'
import { utcDay } from '../../lib/time-text.ts'
import type { RecentServer } from '../store/remembered.ts'
import { browse } from './discovery.ts'
import type { FoundServer } from './found-server.ts'

/** ms that servers are given to answer: two questions, and time for a slow answer. */
export const SEARCH_TIME = 2_000

/** What a search brought. */
export interface SearchResult {
  readonly found: readonly FoundServer[]
  /** Why the network could not be searched, null where it could. */
  readonly failed: string | null
}

/** Looks for servers on the local network for `ms`, the nearest by name first. */
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

/** The servers that were found and those one has been at, as plain lines. */
export function serverLines({ found, failed }: SearchResult, recent: readonly RecentServer[]): string[] {
  return [
    'On this network',
    ...(found.length > 0 ? found.map(foundLine) : [`  ${nothingFound(failed)}`]),
    '',
    'Been at lately',
    ...(recent.length > 0 ? recent.map(recentLine) : ['  nowhere yet']),
    ...(found[0]
      ? [
          '',
          `Join one: chat-client --ip ${found[0].host} --port ${found[0].port}${found[0].tls ? ' --tls' : ''}`,
        ]
      : []),
  ]
}

function foundLine({ name, host, port, tls, own }: FoundServer): string {
  const notes = [...(own ? ['this machine'] : []), ...(tls ? ['encrypted'] : [])]
  return `  ${name}  ${host} port ${port}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}`
}

function recentLine({ host, port, name, seen }: RecentServer): string {
  return `  ${host} port ${port}${name === null ? '' : `  as ${name}`}, ${utcDay(seen)}`
}

function nothingFound(failed: string | null): string {
  if (failed !== null) return `cannot be searched: ${failed}; join by address: chat-client --ip ADDRESS`
  return 'no server answered; one may be there all the same: ask for its address, chat-client --ip ADDRESS'
}

function byName(a: FoundServer, b: FoundServer): number {
  return a.name.localeCompare(b.name) || a.host.localeCompare(b.host) || a.port - b.port
}
