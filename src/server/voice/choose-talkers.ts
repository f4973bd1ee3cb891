/** A person who sends voice, as the choice of who is mixed sees them. */
export interface Candidate {
  /** The room they are in. */
  readonly room: object
  /** What limits count as their address; null for the own machine, whose people are not counted together. */
  readonly address: string | null
  /** Whether their voice is mixed now. */
  readonly heard: boolean
  /** Since when it is, in ms. */
  readonly heardSince: number
  /** When a frame of theirs was last as loud as speech, in ms; -Infinity if it never was. */
  readonly spokeAt: number
  /** ms until which they count as sending faster than real time. */
  readonly hastyUntil: number
  /** The level of their voice at `now` in dBFS. */
  levelAt(now: number): number
}

/** How many people are mixed at the same time. */
export interface TalkerPlaces {
  readonly perRoom: number
  /** From one address of another machine. */
  readonly perAddress: number
  readonly total: number
}

/** ms after the last speech during which a person is preferred to those who are silent. */
const SPEAKING = 1_000
/** ms for which a person who has just become heard is not replaced while they speak. */
const HOLD = 1_000
/** The bonus in dB of such a person: more than levels can differ by. */
const HELD = 1_000
/** People of a room who talk at once without being a crowd, less one. */
const CONVERSATION = 2
/** dB by which another voice must be louder to replace one that is heard, so that two of a kind do not alternate. */
const HYSTERESIS = 6

/** A candidate with what is compared. */
interface Ranked<C> {
  readonly candidate: C
  /** 2: spoke within the last second, 1: silent, 0: sends faster than real time. */
  readonly class: number
  /** Level in dBFS with the bonus of those who are heard. */
  readonly merit: number
  /** How many of the same address, in the same room and in all, are preferred. */
  share: number
  fromAddress: number
  /** How many of the same room are preferred. */
  inRoom: number
}

/**
 * Chooses who is mixed. Within a room: who speaks before who is silent, then the addresses in turn, then the loudest. If
 * not all rooms fit into `places.total`, each room gets one place after the other, so that the most crowded rooms and
 * addresses lose theirs first. Who sends faster than real time comes last everywhere.
 */
export function chooseTalkers<C extends Candidate>(
  candidates: Iterable<C>,
  { perRoom, perAddress, total }: TalkerPlaces,
  now: number,
): Set<C> {
  const ranked = [...candidates].map((candidate) => rank(candidate, now))
  ranked.sort((a, b) => b.class - a.class || b.merit - a.merit)
  countAddresses(ranked)
  ranked.sort((a, b) => b.class - a.class || a.share - b.share || b.merit - a.merit)
  countRooms(ranked)
  const fitting = ranked.filter(({ inRoom, fromAddress }) => inRoom < perRoom && fromAddress < perAddress)
  if (fitting.length > total) {
    fitting.sort((a, b) => Number(a.class === 0) - Number(b.class === 0) || crowd(a) - crowd(b) || order(a, b))
    fitting.length = total
  }
  return new Set(fitting.map(({ candidate }) => candidate))
}

function rank<C extends Candidate>(candidate: C, now: number): Ranked<C> {
  const { heard, heardSince, spokeAt, hastyUntil } = candidate
  const speaking = now - spokeAt < SPEAKING
  const bonus = !heard ? 0 : speaking && now - heardSince < HOLD ? HELD : HYSTERESIS
  return {
    candidate,
    class: hastyUntil > now ? 0 : speaking ? 2 : 1,
    merit: candidate.levelAt(now) + bonus,
    share: 0,
    fromAddress: 0,
    inRoom: 0,
  }
}

/** Sets `share` and `fromAddress`. @param ranked the preferred ones first */
function countAddresses(ranked: readonly Ranked<Candidate>[]): void {
  const shares = new Map<object, Map<string, number>>()
  const addresses = new Map<string, number>()
  for (const one of ranked) {
    const { room, address } = one.candidate
    if (address === null) continue
    const inRoom = shares.get(room) ?? new Map<string, number>()
    shares.set(room, inRoom)
    one.share = countUp(inRoom, address)
    one.fromAddress = countUp(addresses, address)
  }
}

/** Sets `inRoom`. @param ranked the preferred ones first */
function countRooms(ranked: readonly Ranked<Candidate>[]): void {
  const rooms = new Map<object, number>()
  for (const one of ranked) one.inRoom = countUp(rooms, one.candidate.room)
}

/** @returns the count before */
function countUp<Key>(counts: Map<Key, number>, key: Key): number {
  const count = counts.get(key) ?? 0
  counts.set(key, count + 1)
  return count
}

/** How many in the same room or from the same address are preferred to one, beyond those of an ordinary conversation. */
function crowd({ inRoom, fromAddress }: Ranked<Candidate>): number {
  return Math.max(CONVERSATION, inRoom, fromAddress)
}

/** Those who are heard stay, in the order in which they came; otherwise the loudest. */
function order(a: Ranked<Candidate>, b: Ranked<Candidate>): number {
  return seniority(a) - seniority(b) || b.class - a.class || b.merit - a.merit
}

function seniority({ candidate }: Ranked<Candidate>): number {
  return candidate.heard ? candidate.heardSince : Number.MAX_VALUE
}
