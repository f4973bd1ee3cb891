import { MAX_TALKERS } from './load/signature.ts'
import type { Scenario, Variant } from './scenario.ts'

/** What the command line asks for. Lists left out take the quick default, or the full table's. */
export interface PlanOptions {
  members?: readonly number[] | undefined
  talkers?: readonly number[] | undefined
  seconds: number
  variant: readonly Variant[]
  full: boolean
  /** All members acknowledge. Without it only one more row does, that of 100 members and 3 talkers. */
  ack: boolean
  /** ms of a voice frame. */
  frame: number
}

/** Members of each of the many rooms in the full table. */
const ROOM = 100
const MANY_ROOMS = 20

/** The scenarios to measure, in the order of the table. RangeError for a load that cannot be made. */
export function plan(options: PlanOptions): Scenario[] {
  const { seconds, ack, frame: frameMs } = options
  const scenarios: Scenario[] = []
  for (const variant of options.variant) {
    const crowds = (options.members ?? (options.full ? [10, 100, 500, 1000] : [100])).map((members) => ({
      members,
      rooms: 1,
    }))
    if (options.full && !options.members) crowds.push({ members: ROOM, rooms: MANY_ROOMS })
    for (const crowd of crowds) {
      for (const talkers of options.talkers ?? [1, 3, 10]) {
        check(crowd.members, talkers)
        scenarios.push({ ...crowd, talkers, variant, ack, frameMs, seconds })
        const both = !ack && crowd.rooms === 1 && crowd.members === 100 && talkers === 3
        if (both) scenarios.push({ ...crowd, talkers, variant, ack: true, frameMs, seconds })
      }
    }
  }
  return scenarios
}

function check(members: number, talkers: number): void {
  if (members < 2) throw new RangeError(`A room needs at least 2 members, not ${members}.`)
  if (talkers < 1 || talkers > MAX_TALKERS) throw new RangeError(`1 to ${MAX_TALKERS} can talk, not ${talkers}.`)
  if (talkers > members) throw new RangeError(`${talkers} cannot talk in a room of ${members}.`)
}
