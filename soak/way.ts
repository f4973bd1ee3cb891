import type { SeededRandom } from '../fuzz/seeded-random.ts'
import { BreakableLink } from '../test/helpers/breakable-link.ts'
import { ImpairedLink } from '../test/helpers/impaired-link.ts'

/** A poor wireless network. */
const WEAK = { delayMs: 10, jitterMs: 5, loss: 0.01 }

/** The network path of a guest to the server, with faults. */
export interface Way {
  readonly port: number
  /** Causes a fault. */
  fault(random: SeededRandom): void
  /** Ends the last fault, and resets connections that it broke. */
  heal(): void
  close(): void
}

/** A good network that fails: with a reset, or like a pulled cable. */
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

/** A weak network that stalls at times and then delivers everything at once. */
export async function weakWay(port: number, seed: number): Promise<Way> {
  const link = await ImpairedLink.open(port, WEAK, seed)
  return { port: link.port, fault: () => link.cut(), heal: () => link.restore(), close: () => link.close() }
}
