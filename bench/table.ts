import { DEFAULT_FRAME_MS } from '../src/audio/format.ts'
import { type Machine, machineLine } from './machine.ts'
import { type Figure, figureOf, type Row } from './row.ts'
import { describe, type Scenario } from './scenario.ts'

/** CPU of the load generator, as a fraction of a core, above which its latencies are unreliable. */
const SATURATED = 0.85
/** Fraction of time waiting for the CPU above which a run is spoiled by other load. */
const STARVED = 0.05

interface Column {
  title: string
  cell(row: Row): string
}

const COLUMNS: readonly Column[] = [
  { title: 'server', cell: ({ server }) => server },
  { title: 'variant', cell: ({ scenario }) => variantOf(scenario) },
  {
    title: 'members',
    cell: ({ scenario: { members, rooms } }) => (rooms > 1 ? `${rooms} x ${members}` : `${members}`),
  },
  { title: 'talk', cell: ({ scenario }) => `${scenario.talkers}` },
  figure('CPU ms', 'cpuMs', 3),
  { title: 'x floor', cell: ({ ratio }) => (ratio === undefined ? '' : ratio.toFixed(2)) },
  figure('p50 ms', 'latencyP50', 1),
  figure('p99 ms', 'latencyP99', 1),
  figure('lost %', 'lost', 2, 100),
  figure('late %', 'late', 2, 100),
  figure('gaps %', 'gaps', 2, 100),
  figure('kbit/s', 'kbits', 0),
  figure('RSS MB', 'rssMb', 0),
  figure('GC %', 'gcShare', 2, 100),
  figure('loop p99 ms', 'loopLatenessP99', 1),
  figure('load CPU %', 'loadCpu', 0, 100),
  figure('wait %', 'waited', 0, 100),
]

/** The legend, printed below both forms of the table. */
export const LEGEND = [
  'CPU ms: of the server process, per participant and second. x floor: against the C server, median of paired runs.',
  'p50, p99: from the send of a talker to the receive, over talkers and one listener in 20. lost, late: frames sent',
  'that never reached them, or after more than 60 ms. gaps: frames that listeners were not sent.',
  'kbit/s: what a listener is sent. GC %, loop p99: time spent on garbage, lateness of timers in the server. load',
  'CPU: of the load generator; near 100 the latencies are its own. wait: time that the server, or the load generator',
  'if more, was ready to run while something else had the CPU; a few per cent spoil the latencies.',
].join('\n')

function variantOf({ variant, ack, frameMs }: Scenario): string {
  return `${variant}${ack ? ' + ack' : ''}${frameMs === DEFAULT_FRAME_MS ? '' : `, ${frameMs} ms`}`
}

function figure(title: string, name: Figure, digits: number, factor = 1): Column {
  const cell = (row: Row) => {
    const value = figureOf(row, name) * factor
    return Number.isNaN(value) ? '' : value.toFixed(digits)
  }
  return { title, cell }
}

/** The rows in aligned columns for a terminal. */
export function textTable(rows: readonly Row[]): string {
  const lines = [COLUMNS.map(({ title }) => title), ...rows.map(cells)]
  const widths = COLUMNS.map((_, c) => Math.max(...lines.map((line) => line[c]!.length)))
  const align = (cell: string, c: number) => (c < 2 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))
  const text = lines.map((line) => line.map(align).join('  ').trimEnd())
  return [...text, ...notes(rows)].join('\n')
}

/** The rows as a Markdown section: the machine and `command` first, for docs/PERFORMANCE.md. */
export function markdownTable(rows: readonly Row[], machine: Machine, command: string): string {
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`
  const rule = COLUMNS.map((_, c) => (c < 2 ? '---' : '---:'))
  return [
    machineLine(machine, command),
    '',
    line(COLUMNS.map(({ title }) => title)),
    line(rule),
    ...rows.map((row) => line(cells(row))),
    '',
    LEGEND,
    ...notes(rows).map((note) => `\n${note}`),
  ].join('\n')
}

function cells(row: Row): string[] {
  return COLUMNS.map(({ cell }) => cell(row))
}

/** Warnings for the reader of the table. */
function notes(rows: readonly Row[]): string[] {
  const skips = rows.flatMap(({ scenario, skipped }) => (skipped ? [`Skipped ${describe(scenario)}: ${skipped}.`] : []))
  const notes = [...skips]
  const closed = rows.reduce((sum, row) => sum + row.runs.reduce((all, run) => all + run.closed, 0), 0)
  if (closed > 0) notes.push(`Servers closed ${closed} connections during the runs.`)
  const over = (name: Figure, limit: (scenario: Scenario) => number) =>
    rows.some(({ runs, scenario }) => runs.some((run) => (run[name] ?? 0) > limit(scenario)))
  if (over('loadCpu', () => SATURATED) || over('sendLatenessP99', ({ frameMs }) => frameMs)) {
    notes.push('The load generator could not keep up in some runs; it may have caused their latencies and losses.')
  }
  if (over('waited', () => STARVED)) {
    notes.push('Other load took CPU time during some runs (wait %): trust only their ratio, and repeat them.')
  }
  return notes
}
