import { readFileSync } from 'node:fs'
import { cpus, release, type } from 'node:os'

/** Where and when the figures were taken. */
export interface Machine {
  cpu: string
  cores: number
  system: string
  node: string
  /** YYYY-MM-DD. */
  date: string
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: cpus().length,
    system: `${type()} ${release().split('-')[0]}`,
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
  }
}

/** The machine, the day and `command`, as they stand above a table in docs/PERFORMANCE.md. */
export function machineLine({ cpu, cores, system, node, date }: Machine, command: string): string {
  return `${cpu}, ${cores} cores, ${system}, Node ${node}, ${date}: \`${command}\``
}

/** Descriptors that a process needs beside one a connection. */
const SPARE = 64

/** Why this machine cannot hold `connections` in one process, or undefined where it can. */
export function descriptorShortage(connections: number): string | undefined {
  const limits = readFileSync('/proc/self/limits', 'latin1')
  const limit = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
  const needed = connections + SPARE
  return limit < needed ? `needs ${needed} open files, the limit is ${limit}: \`ulimit -n ${needed}\`` : undefined
}
