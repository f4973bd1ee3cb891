import { verbs } from '../../src/server/ctl/table.ts'
import { logEvents } from '../../src/server/log/log-events.ts'
import { counterRows, gaugeRows, histogramRows } from '../../src/server/metrics/metric-table.ts'
import { code, table } from './markdown.ts'

/** The commands of `chat-server ctl`. */
export function ctlTable(): string {
  return table(
    ['command', 'what it does'],
    verbs.map(({ name, argument, help, flags = [] }) => [
      code(`ctl ${name}${argument ? ` ${argument}` : ''}`),
      [help, ...flags.map(({ flag, help: what }) => `${code(flag)}: ${what}`)].join('; '),
    ]),
  )
}

/** The events of the log as JSON. */
export function eventsTable(): string {
  return table(
    ['event', 'level', 'audited', 'what happened'],
    Object.entries(logEvents).map(([name, { level, audited, doc }]) => [code(name), level, audited ? 'yes' : '', doc]),
  )
}

/** The metrics that Prometheus scrapes. */
export function metricsTable(): string {
  const kinds = [
    ['gauge', gaugeRows],
    ['counter', counterRows],
    ['histogram', histogramRows],
  ] as const
  return table(
    ['metric', 'kind', 'meaning'],
    kinds.flatMap(([kind, rows]) => rows.map(({ name, help }) => [code(name), kind, help])),
  )
}
