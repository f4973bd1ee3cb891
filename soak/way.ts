import type { SeededRandom } from '../fuzz/lot.ts'
import { BreakableLink } from '../test/helpers/breakable-link.ts'
import { ImpairedLink } from '../test/helpers/impaired-link.ts'

/** A poor wireless network. */
const WEAK = { delayMs: 10, jitterMs: 5, loss: 0.01 }

/** A guest's way to the server, on which faults happen. */
export interface Way {
  readonly port: number
  /** Does what networks do. */
  fault(random: SeededRandom): void
  /** Ends what the last fault left; connections that it made useless are reset. */
  heal(): void
  close(): void
}

/** A good network that breaks: by a reset, or by a cable that is pulled. */
export async function breakingWay(port: number): Promise<Way> {
  const link = await BreakableLink.to(port)
  let stalled = false
  return {
    port: link.port,
    fault: (random) => {
      if (random.chance(0.5)) return link.reset()
      stalled = true
      link.stall()
    },
    heal: () => {
      if (stalled) link.reset()
      stalled = false
    },
    close: () => void link.close(),
  }
}

/** A weak network, over which nothing passes at times and then all at once. */
export async function weakWay(port: number, seed: number): Promise<Way> {
  const link = await ImpairedLink.open(port, WEAK, seed)
  return {
    port: link.port,
    fault: () => link.cut(),
    heal: () => link.restore(),
    close: () => link.close(),
  }
}
