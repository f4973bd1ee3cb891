import { Counter, collectDefaultMetrics, Gauge, type Histogram, Registry } from 'prom-client'
import { version } from '../../lib/version.ts'
import type { LatencyHistogram } from '../voice/latency-histogram.ts'
import { counterRows, gaugeRows, histogramRows, type Measured, type Values } from './metric-table.ts'

/** ms between two measurements of the event-loop delay. */
const LOOP_PRECISION = 20
const MS_A_SECOND = 1_000

/**
 * Builds the registry of a server's metrics, which are read from its counters at each scrape, and of the process (memory,
 * CPU, event loop, garbage collection). No label holds the name of a person or a room: names are private, and each would
 * become a series of its own for good.
 */
export function metricsOf(server: Measured): Registry {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_PRECISION })
  new Gauge({ name: 'parlor_info', help: 'The running version', labelNames: ['version'], registers }).set(
    { version },
    1,
  )
  for (const { name, help, read } of gaugeRows) {
    new Gauge({
      ...{ name, help, registers },
      collect() {
        for (const { labels, value } of listed(read(server))) this.set(labels, value)
      },
    })
  }
  for (const { name, help, read } of counterRows) {
    new Counter({
      ...{ name, help, registers, labelNames: labelsOf(read(server)) },
      collect() {
        this.reset()
        for (const { labels, value } of listed(read(server))) this.inc(labels, value)
      },
    })
  }
  for (const { name, help, read } of histogramRows) {
    // Read from plain fields: a histogram of prom-client's own would cost a call per mix.
    const metric = { name, get: () => Promise.resolve(exported(name, help, read(server))) }
    registry.registerMetric(metric as unknown as Histogram)
  }
  return registry
}

function listed(values: Values): Exclude<Values, number> {
  return typeof values === 'number' ? [{ labels: {}, value: values }] : values
}

function labelsOf(values: Values): string[] {
  return Object.keys(listed(values)[0]?.labels ?? {})
}

/** Converts a histogram to cumulative buckets in seconds (Prometheus exposition format). */
function exported(name: string, help: string, { bounds, counts, sum }: LatencyHistogram) {
  let total = 0
  const buckets = counts.map((count, place) => {
    total += count
    const le = place < bounds.length ? bounds[place]! / MS_A_SECOND : '+Inf'
    return { metricName: `${name}_bucket`, labels: { le }, value: total }
  })
  const values = [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, value: sum / MS_A_SECOND },
    { metricName: `${name}_count`, labels: {}, value: total },
  ]
  return { name, help, type: 'histogram', values, aggregator: 'sum' }
}
