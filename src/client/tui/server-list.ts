import type { Cancel, Clock } from '../../lib/clock.ts'
import { browse } from '../discovery/discovery.ts'
import type { FoundServer } from '../discovery/found-server.ts'
import type { RecentServer } from '../store/remembered.ts'
import type { ServerChoice } from './ui-events.ts'

/**
 * Tells of the servers one may want to go to: those found on the network, and those used before that are not among
 * them; anew whenever that changes, until it is stopped.
 */
export function watchServers(
  recent: readonly RecentServer[],
  clock: Clock,
  emit: (servers: readonly ServerChoice[]) => void,
): Cancel {
  const found = new Set<FoundServer>()
  const update = () => emit(serverChoices([...found], recent))
  update()
  return browse(
    {
      found: (server) => {
        found.add(server)
        update()
      },
      lost: (server) => {
        found.delete(server)
        update()
      },
      // An address can be typed all the same.
      failed: () => {},
    },
    clock,
  )
}

/** Those that are here, by name, then those used before, the latest first. Pure. */
export function serverChoices(
  found: readonly FoundServer[],
  recent: readonly RecentServer[],
): ServerChoice[] {
  const here = found.map(({ name, host, port, tls }) => ({ name, host, port, tls, from: 'lan' as const }))
  const places = new Set(here.map(({ host, port }) => `${host} ${port}`))
  const before = recent
    .filter(({ host, port }) => !places.has(`${host} ${port}`))
    .map(({ host, port, name }) => ({
      name: name ? `as ${name}` : host,
      host,
      port,
      tls: false,
      from: 'recent' as const,
    }))
  return [...here.sort((a, b) => a.name.localeCompare(b.name)), ...before]
}
