/** The bounds of a run. A machine that runs tests at the same time needs looser ones. */
export interface Bounds {
  /** Fraction (0..1) of the frames of honest clients that may be lost. */
  readonly lost: number
  /** Maximum timer delay of the server's event loop, 99th percentile in ms. */
  readonly tick: number
  /** Maximum memory of the server, in MB. */
  readonly memory: number
  /** Maximum growth after warm-up, in MB per minute. */
  readonly growth: number
  /** Maximum seconds missing at the end of a recording. */
  readonly missing: number
}

export const STRICT: Bounds = { lost: 0.01, tick: 10, memory: 384, growth: 1, missing: 1 }
export const GENEROUS: Bounds = { lost: 0.2, tick: Infinity, memory: 448, growth: Infinity, missing: 2 }

/** Fraction (0..1) of the time that the server may wait for the CPU, if timing is judged. */
export const BUSY = 0.1

/** The measurements of a run, as far as they were made. */
export interface Measured {
  lost?: number
  tick?: number
  memory?: number
  growth?: number
  missing?: number
  /** Fraction (0..1) of the time that the server waited for the CPU. */
  waited?: number
  /** Further failures, a sentence each. */
  wrongs: readonly string[]
}

/** The failures of a run, a sentence each; empty if it is within its bounds. */
export function faults({ wrongs, ...measured }: Measured, bounds: Bounds): string[] {
  const { lost = 0, tick = 0, memory = 0, growth = 0, missing = 0, waited = 0 } = measured
  const inTime = waited <= BUSY
  return [
    ...wrongs,
    // NaN if no voice was received at all.
    ...(lost <= (inTime ? bounds.lost : GENEROUS.lost) ? [] : [`${percent(lost)} of the frames were lost`]),
    ...(tick <= bounds.tick || !inTime ? [] : [`ticks were ${tick.toFixed(1)} ms late`]),
    ...(memory <= bounds.memory ? [] : [`the server used ${memory.toFixed(0)} MB`]),
    ...(growth <= bounds.growth ? [] : [`the server grew by ${growth.toFixed(2)} MB per minute`]),
    ...(missing <= bounds.missing ? [] : [`${missing.toFixed(2)} s of a recording are missing`]),
  ]
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
