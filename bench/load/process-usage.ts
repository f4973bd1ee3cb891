import { readdirSync, readFileSync } from 'node:fs'

/** What the scheduler knows of a process since its start. */
export interface CpuUse {
  /** ms that its threads ran. */
  ranMs: number
  /** ms that its main thread was ready to run while something else had the CPU. */
  waitedMs: number
}

/**
 * Reads the scheduler's own count, in ns, of process `pid` (/proc/PID/task/TID/schedstat): the 10 ms steps of
 * /proc/PID/stat are a tenth of what a small room costs.
 */
export function cpuUse(pid: number): CpuUse {
  const use = { ranMs: 0, waitedMs: 0 }
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [ran, waited] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ').map(Number)
    use.ranMs += ran! / 1e6
    if (Number(thread) === pid) use.waitedMs = waited! / 1e6
  }
  return use
}

/** Resident memory of process `pid`, in MB. */
export function rssMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1e6
}
