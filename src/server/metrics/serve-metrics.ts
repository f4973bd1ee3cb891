import { faultText, type Log } from '../log/log.ts'
import type { Measured } from './metric-table.ts'
import { metricsOf } from './metrics.ts'
import type { MetricsPlace } from './metrics-place.ts'
import { MetricsServer } from './metrics-server.ts'

/** Tells how a server does. @returns the address of the metrics. @throws Error with a sentence for the operator */
export async function serveMetrics(server: Measured, place: MetricsPlace, log: Log): Promise<string> {
  const registry = metricsOf(server)
  try {
    const { port } = await MetricsServer.at(place, {
      healthy: () => !['draining', 'ending'].includes(server.status().state),
      scrape: async () => ({ type: registry.contentType, text: await registry.metrics() }),
      failed: (error) => log.write('failed', { message: faultText(error) }),
    })
    return `http://${place.host.includes(':') ? `[${place.host}]` : place.host}:${port}/metrics`
  } catch (error) {
    throw new Error(`Cannot serve metrics at ${place.host} port ${place.port}: ${(error as Error).message}`)
  }
}
