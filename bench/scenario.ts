/** How voice is carried: the names of the table's variants. */
export const VARIANTS = ['pcm', 'tls', 'opus'] as const
export type Variant = (typeof VARIANTS)[number]

/** One load to measure a server under. */
export interface Scenario {
  /** Participants in each room. */
  members: number
  rooms: number
  /** How many of a room's members talk at once. */
  talkers: number
  variant: Variant
  /** Whether members acknowledge what they receive, as the contract's `ack` has it. */
  ack: boolean
  /** Length of the measuring window in s; warm-up comes before it. */
  seconds: number
}

/** All participants of a scenario. */
export function participants(scenario: Scenario): number {
  return scenario.members * scenario.rooms
}

/** `100 members, 3 talk, pcm, ack`: a scenario in a line of progress. */
export function describe({ members, rooms, talkers, variant, ack }: Scenario): string {
  const inRooms = rooms === 1 ? '' : ` in each of ${rooms} rooms`
  return `${members} members${inRooms}, ${talkers} talk, ${variant}${ack ? ', ack' : ''}`
}
