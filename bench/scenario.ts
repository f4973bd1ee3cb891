import { type AudioFormat, DEFAULT_FRAME_MS } from '../src/audio/format.ts'

/** Rate in Hz of all that the load generator sends. */
export const RATE = 48_000

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
  /** ms of a voice frame. */
  frameMs: number
  /** Length of the measuring window in s; warm-up comes before it. */
  seconds: number
}

/** How the sound of a scenario is cut up. */
export function formatOf({ frameMs }: Scenario): AudioFormat {
  return { rate: RATE, frameMs }
}

/** All participants of a scenario. */
export function participants(scenario: Scenario): number {
  return scenario.members * scenario.rooms
}

/** `100 members, 3 talk, pcm, ack`: a scenario in a line of progress. */
export function describe({ members, rooms, talkers, variant, ack, frameMs }: Scenario): string {
  const inRooms = rooms === 1 ? '' : ` in each of ${rooms} rooms`
  const inFrames = frameMs === DEFAULT_FRAME_MS ? '' : `, frames of ${frameMs} ms`
  return `${members} members${inRooms}, ${talkers} talk, ${variant}${ack ? ', ack' : ''}${inFrames}`
}
