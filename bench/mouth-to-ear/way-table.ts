import { percentile } from '../statistics.ts'
import { PARTS, type Way } from './measure.ts'

/** The delay and its parts as a Markdown table, in ms. The parts' percentiles need not add up to those of the whole. */
export function wayTable(ways: readonly Way[]): string {
  const rows = [
    ...PARTS.map((part, i) =>
      row(
        part,
        ways.map(({ parts }) => parts[i]!),
      ),
    ),
    row(
      'mouth to ear',
      ways.map(({ total }) => total),
    ),
  ]
  return ['| part | p50 ms | p95 ms | max ms |', '| --- | ---: | ---: | ---: |', ...rows].join('\n')
}

function row(name: string, values: readonly number[]): string {
  const cells = [0.5, 0.95, 1].map((share) => percentile(values, share).toFixed(1))
  return `| ${[name, ...cells].join(' | ')} |`
}
