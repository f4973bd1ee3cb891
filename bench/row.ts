import type { Contender } from './contender.ts'
import type { Measurement } from './measure.ts'
import type { Scenario } from './scenario.ts'
import { median } from './statistics.ts'

/** One line of the table: a server under a scenario, run several times. */
export interface Row {
  server: Contender['name']
  scenario: Scenario
  /** Why there is nothing to show; then `runs` is empty. */
  skipped?: string
  runs: readonly Measurement[]
  /** CPU against the floor's, the median over the pairs of runs; undefined without a floor. */
  ratio?: number
}

/** A figure that every measurement has, or none. */
export type Figure = Exclude<keyof Measurement, 'wrongs'>

/** The median of `figure` over the row's runs; NaN where it was not measured. */
export function figureOf(row: Row, figure: Figure): number {
  return median(row.runs.map((run) => run[figure]).filter((value) => value !== undefined))
}

/** The median over the pairs (run i against run i) of how many times the floor's CPU the server took. */
export function cpuRatio(runs: readonly Measurement[], floor: readonly Measurement[]): number {
  return median(runs.flatMap((run, i) => (floor[i] ? [run.cpuMs / floor[i].cpuMs] : [])))
}
