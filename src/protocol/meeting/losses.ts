/** ms after a lost frame in which losses count as current. */
const SPAN = 5_000

/** Frames of voice lost since the losses began; 0 if there was none within the last seconds. */
export interface Losses {
  readonly frames: number
  /** When the last one was noticed, ms of the clock. */
  readonly at: number
}

/** Adds newly lost frames, and forgets losses once none has occurred for some seconds. Pure. @param now ms of the clock */
export function lossesAfter(losses: Losses, fresh: number, now: number): Losses {
  const current = now - losses.at < SPAN ? losses.frames : 0
  if (fresh > 0) return { frames: current + fresh, at: now }
  return current === losses.frames ? losses : { frames: 0, at: losses.at }
}
