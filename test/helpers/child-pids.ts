import { readFileSync } from 'node:fs'

/** The process ids of the children of `parent` whose command line contains `part`. Linux only. */
export function childPids(parent: number, part: string): number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
  return children
    .split(' ')
    .map(Number)
    .filter((pid) => pid > 0 && commandOf(pid).includes(part))
}

/** Whether the process is there, and no zombie. */
export function isAlive(pid: number): boolean {
  return commandOf(pid) !== ''
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
