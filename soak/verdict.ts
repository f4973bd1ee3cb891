/** What must hold of a run. A machine that does other work at the same time, as one does that runs tests, holds less. */
export interface Bounds {
  /** Share (0..1) of the honest ones' frames that may be lost. */
  readonly lost: number
  /** How late the server's event loop may come to its timers, 99th percentile in ms. */
  readonly tick: number
  /** Memory that the server may have, in MB. */
  readonly memory: number
  /** MB that it may grow by in a minute, after it has warmed up. */
  readonly growth: number
  /** Seconds that may be missing at the end of a recording. */
  readonly missing: number
}

export const STRICT: Bounds = { lost: 0.01, tick: 10, memory: 256, growth: 1, missing: 1 }
export const GENEROUS: Bounds = { lost: 0.2, tick: Infinity, memory: 384, growth: Infinity, missing: 2 }

/** Share (0..1) of the time for which a server that is judged by the clock may have had no CPU. */
export const BUSY = 0.1

/** What was measured, as far as it was. */
export interface Measured {
  lost?: number
  tick?: number
  memory?: number
  growth?: number
  missing?: number
  /** Share (0..1) of the time for which the server was ready to run and had no CPU. */
  waited?: number
  /** What went wrong besides, a sentence each. */
  wrongs: readonly string[]
}

/** What is wrong with a run, a sentence each; nothing where it is as it must be. */
export function faults({ wrongs, ...measured }: Measured, bounds: Bounds): string[] {
  const { lost = 0, tick = 0, memory = 0, growth = 0, missing = 0, waited = 0 } = measured
  const inTime = waited <= BUSY
  return [
    ...wrongs,
    // Not a number where nobody could be heard at all.
    ...(lost <= (inTime ? bounds.lost : GENEROUS.lost) ? [] : [`${percent(lost)} of the frames were lost`]),
    ...(tick <= bounds.tick || !inTime ? [] : [`ticks came ${tick.toFixed(1)} ms late`]),
    ...(memory <= bounds.memory ? [] : [`the server took ${memory.toFixed(0)} MB`]),
    ...(growth <= bounds.growth ? [] : [`the server grew by ${growth.toFixed(2)} MB a minute`]),
    ...(missing <= bounds.missing ? [] : [`${missing.toFixed(2)} s of a recording are missing`]),
  ]
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
