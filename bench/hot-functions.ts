/** What is read of a .cpuprofile (the DevTools protocol's Profiler.Profile). Times in microseconds. */
export interface CpuProfile {
  nodes: readonly { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: readonly number[]
  timeDeltas: readonly number[]
}

/** A function and how much of the busy time it took by itself. */
export interface HotFunction {
  /** `name file.js:12`. */
  where: string
  /** Of the time in which the process was not idle, 0..1. */
  share: number
}

/** The `count` functions that took the most time themselves, callees not counted, the hottest first. */
export function hotFunctions(profile: CpuProfile, count: number): HotFunction[] {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  let busy = 0
  for (const [i, sample] of profile.samples.entries()) {
    const where = names.get(sample)!
    const time = profile.timeDeltas[i]!
    if (where === '(idle)') continue
    busy += time
    times.set(where, (times.get(where) ?? 0) + time)
  }
  const hottest = [...times].sort((a, b) => b[1] - a[1]).slice(0, count)
  return hottest.map(([where, time]) => ({ where, share: time / busy }))
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const file = url.slice(url.lastIndexOf('/') + 1)
  return [functionName || '(anonymous)', file && `${file}:${lineNumber + 1}`].join(' ').trim()
}
